// A worker has no window, and the library of geodesics puts itself there.
self.window ??= self;
