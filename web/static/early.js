// Before anything is drawn: room is kept for what only a script shows, so that nothing jumps when it comes.
document.documentElement.classList.add("scripted");
