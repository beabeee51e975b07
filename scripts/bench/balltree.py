"""Run by the peers' Python: scikit-learn's BallTree asked for the nearest of many points. PLACES.npy POINTS.npy."""

import json
import sys
import time

import numpy as np
from sklearn.neighbors import BallTree

places, points = (np.radians(np.load(file)[:, ::-1]) for file in sys.argv[1:3])
begun = time.perf_counter()
tree = BallTree(places, metric="haversine")
built = time.perf_counter()
tree.query(points, k=1)
print(json.dumps({"build_s": built - begun, "query_s": time.perf_counter() - built}))
