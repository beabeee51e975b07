// Links into map apps, each with the datum and the order of numbers that app expects: those that the server writes.
const STEPS_A_DEGREE = 10_000_000;

/** Give the links of a place by app. */
export function links({ geometry, properties }) {
  const { name, name_zh: chinese, address, gcj02 = [0, 0] } = properties;
  const called = oneLine(chinese ?? name);
  const [lon, lat] = geometry.coordinates.map(written);
  const [gcjLon, gcjLat] = geometry.coordinates.map((degrees, at) =>
    written((Math.round(degrees * STEPS_A_DEGREE) + gcj02[at]) / STEPS_A_DEGREE),
  );
  return {
    amap: url("https://uri.amap.com/navigation", {
      to: `${gcjLon},${gcjLat},${called.replaceAll(",", "，")}`, mode: "walk", coordinate: "gaode", callnative: "1", src: "waystation",
    }),
    baidu: url("https://api.map.baidu.com/marker", {
      location: `${lat},${lon}`, title: called, content: oneLine(address) || called, output: "html", coord_type: "wgs84",
      src: "webapp.waystation.finder",
    }),
    tencent: url("https://apis.map.qq.com/uri/v1/routeplan", {
      type: "walk", to: called, tocoord: `${gcjLat},${gcjLon}`, referer: "waystation",
    }),
    apple: url("https://maps.apple.com/", { daddr: `${gcjLat},${gcjLon}`, dirflg: "w" }),
    geo: `geo:${lat},${lon}`,
  };
}

/** Write a number of degrees as the server does: 116.0, not 116. */
function written(degrees) {
  return Number.isInteger(degrees) ? degrees.toFixed(1) : String(degrees);
}

function oneLine(text) {
  return text.trim().replace(/\s+/g, " ");
}

function url(base, query) {
  return `${base}?${Object.entries(query).map(([name, value]) => `${name}=${quoted(value)}`).join("&")}`;
}

/** Percent-encode, also what encodeURIComponent leaves alone, but for commas. */
function quoted(text) {
  const encoded = encodeURIComponent(text.toWellFormed?.() ?? text);
  return encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll("%2C", ",");
}
