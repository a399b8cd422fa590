// Beside a moment in the employer's time zone, write it in the reader's own where they differ.
// The page is complete without this.

const style = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };

for (const time of document.querySelectorAll("time[data-offset]")) {
  const moment = new Date(time.dateTime);
  if (-moment.getTimezoneOffset() === Number(time.dataset.offset)) continue;
  const here = document.createElement("span");
  here.className = "aside here";
  here.textContent = `${time.dataset.label} ${moment.toLocaleString(document.documentElement.lang, style)}`;
  time.append(here);
}
