// Large text for who reads it better: chosen by a link, remembered on this device.

/** Let the links of a part of the page change the size of text without a reload; `clean(size)` draws it without its parameter. */
export function choosable(element, clean) {
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-size]");
    if (!link) return;
    const large = link.dataset.size === "large";
    try {
      localStorage.setItem("size", link.dataset.size);
    } catch {
      return; // nothing may be kept on this device: the link's address tells the server
    }
    event.preventDefault();
    document.documentElement.classList.toggle("large", large);
    if (/[?&]size=/.test(location.search)) clean(null);
    element.querySelector(large ? ".to-standard" : ".to-large").focus();
  });
}
