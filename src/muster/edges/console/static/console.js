// What every page of the console has: each module looks for what it is for, and does nothing else.
import { listen as keys } from "./keys.js";
import { listen as dialogs } from "./dialogs.js";
import { listen as lists } from "./lists.js";
import { listen as live } from "./live.js";
import { listen as toasts } from "./toasts.js";

for (const listen of [dialogs, toasts, live, lists, keys]) {
  listen();
}
