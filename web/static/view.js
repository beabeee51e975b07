// On a phone the map and the list share the screen: one tap makes the map large, the next one brings the list back.
import { words } from "./speak.js";

/** Put the button to work; gives a function that shows the map to who is to tap on it. */
export function viewable(button, map) {
  const label = button.querySelector("span");
  const turn = () => {
    const mapped = document.body.classList.toggle("mapped");
    label.textContent = words[mapped ? "map.list" : "map.larger"];
    if (mapped) scrollTo({ top: 0 });
    else document.getElementById("list-title").scrollIntoView();
  };
  button.hidden = false;
  button.addEventListener("click", turn);
  return () => (map.offsetParent ? map.scrollIntoView({ block: "nearest" }) : turn());
}
