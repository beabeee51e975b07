// The ground of the map where no map tiles are set: county lines and names, and whom they are owed to.

/** Draw counties' outlines on a layer. */
export function drawOutlines(L, ground, outlines) {
  const style = { color: getComputedStyle(document.body).getPropertyValue("--edge"), weight: 1.2, opacity: 0.7, interactive: false };
  L.geoJSON(outlines, { style, attribution: credits(outlines) }).addTo(ground);
  for (const { properties } of outlines.features) {
    const text = document.createElement("span");
    text.textContent = properties.name;
    const icon = L.divIcon({ html: text, className: "county-name", iconSize: [0, 0] });
    L.marker([properties.centre[1], properties.centre[0]], { icon, interactive: false, keyboard: false }).addTo(ground);
  }
}

function credits(outlines) {
  const escaped = document.createElement("span");
  escaped.textContent = [...new Set(outlines.features.map((one) => one.properties.credit).filter(Boolean))].join(" · ");
  return escaped.innerHTML;
}
