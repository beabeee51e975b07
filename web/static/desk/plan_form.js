// A file that is larger than is taken is told before it is sent, so that nothing of the form is lost over it.
for (const field of document.querySelectorAll("input[type=file][data-most]")) {
  field.addEventListener("change", () => {
    const large = [...field.files].some((one) => one.size > field.dataset.most * 2 ** 20);
    field.setCustomValidity(large ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}
