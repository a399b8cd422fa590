// Camera and microphone: how they are opened, and why they cannot be.

const CHOICE = "muster-devices";
const VIDEO = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  PermissionDeniedError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
  TypeError: "unsupported",
};

/** Why there is no stream: insecure, unsupported, denied, missing, no_camera, busy or failed. */
class DeviceError extends Error {
  constructor(problem, cause) {
    super(problem, { cause });
    this.problem = problem;
  }
}

/** Return why this page can never record, or null. A permission is not asked for. */
function obstacle() {
  if (!window.isSecureContext) return "insecure";
  const able = navigator.mediaDevices?.getUserMedia && window.MediaRecorder && crypto.subtle;
  return able ? null : "unsupported";
}

/** Return a stream of what a medium needs, from the devices that were chosen before if any. */
export async function openDevices(medium) {
  const inTheWay = obstacle();
  if (inTheWay) throw new DeviceError(inTheWay);
  try {
    return await navigator.mediaDevices.getUserMedia(wishes(medium, chosenDevices()));
  } catch (error) {
    if (error.name === "OverconstrainedError") return openAnyDevices(medium);
    throw new DeviceError(await problemOf(error, medium), error);
  }
}

/** Return the cameras and microphones that there are; they have names once permission is given. */
export async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return {
    video: devices.filter((one) => one.kind === "videoinput"),
    audio: devices.filter((one) => one.kind === "audioinput"),
  };
}

/** Remember a device for this site; `kind` is "video" or "audio". */
export function chooseDevice(kind, id) {
  try {
    localStorage.setItem(CHOICE, JSON.stringify({ ...chosenDevices(), [kind]: id }));
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
}

/** Stop every device of a stream; its lamp goes out. */
export function closeDevices(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

// The chosen device was taken away: any other is better than none.
async function openAnyDevices(medium) {
  try {
    return await navigator.mediaDevices.getUserMedia(wishes(medium, {}));
  } catch (error) {
    throw new DeviceError(await problemOf(error, medium), error);
  }
}

function wishes(medium, chosen) {
  const exactly = (id, otherwise) => (id ? { deviceId: { exact: id } } : otherwise);
  const audio = { ...AUDIO, ...exactly(chosen.audio, {}) };
  if (medium === "audio") return { audio };
  return { audio, video: { ...VIDEO, ...exactly(chosen.video, { facingMode: "user" }) } };
}

async function problemOf(error, medium) {
  const problem = PROBLEMS[error.name] ?? "failed";
  if (problem !== "missing" || medium === "audio") return problem;
  const { video, audio } = await listDevices();
  return audio.length && !video.length ? "no_camera" : problem;
}

function chosenDevices() {
  try {
    return JSON.parse(localStorage.getItem(CHOICE)) ?? {};
  } catch {
    return {};
  }
}
