// After Submit nothing of the attempt stays in this browser.

import { forgetDraftsOf } from "./drafts.js";

forgetDraftsOf(document.querySelector("script[data-attempt]").dataset.attempt);
