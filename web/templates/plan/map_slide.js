function (map, slide) {
  // Left of the slider is what is, right of it what would be: each pane is cut where the other begins.
  const [before, after] = ["before", "after"].map((name) => map.getPane(name));
  function cut() {
    const size = map.getSize();
    const { x: left, y: top } = map.containerPointToLayerPoint([0, 0]);
    const { x: right, y: bottom } = map.containerPointToLayerPoint(size);
    const at = left + (size.x * slide.value) / 100;
    before.style.clip = `rect(${top}px,${at}px,${bottom}px,${left}px)`;
    after.style.clip = `rect(${top}px,${right}px,${bottom}px,${at}px)`;
  }
  map.on("move zoomend resize", cut);
  slide.addEventListener("input", cut);
  cut();
}
