// Before anything is drawn: room is kept for what only a script shows, and text is large for who chose it here before.
const root = document.documentElement;
root.classList.add("scripted");
try {
  const size = new URLSearchParams(location.search).get("size");
  if (size) localStorage.setItem("size", size === "large" ? "large" : "standard");
  root.classList.toggle("large", localStorage.getItem("size") === "large");
} catch {
  // Nothing may be kept on this device: the address alone tells.
}
