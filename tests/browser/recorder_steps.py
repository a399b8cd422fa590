"""What tests of the recorder do with its page, and scripts that they put into it."""

from playwright.async_api import expect

# A microphone that is there and says nothing.
SILENCE = """
navigator.mediaDevices.getUserMedia = async () => {
  const silence = new AudioContext().createMediaStreamDestination();
  return silence.stream;
};
"""
KEEP_STREAM = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wishes) => (window.stream = await open(wishes));
"""
UNPLUG = """() => {
  const [camera] = stream.getVideoTracks();
  camera.stop();
  camera.dispatchEvent(new Event("ended"));
}"""
# As if another tab had been chosen.
HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
KEEP_PLAYED = """
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => make((window.played = blob));
"""
PLAYED = "played.arrayBuffer().then((bytes) => Array.from(new Uint8Array(bytes)))"
NO_STORE = "delete window.indexedDB; window.indexedDB = undefined;"
# The numbers of the chunks that the browser keeps.
KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("muster-recordings");
  opening.onsuccess = () => {
    const all = opening.result.transaction("chunks").objectStore("chunks").getAllKeys();
    all.onsuccess = () => { opening.result.close(); resolve(all.result.map((key) => key[1])); };
  };
})"""
_SHOW_ALL = """() => {
  for (const part of document.querySelectorAll("[data-in], [data-note]")) part.hidden = false;
  for (const part of document.querySelectorAll("details.devices")) part.open = true;
}"""


def press(page, name):
    return page.get_by_role("button", name=name, exact=True).click()


def state(page, name):
    """Wait for a state, which may last for a second: ``expect`` would look once a second."""
    return page.locator(f".recorder[data-state={name}]").wait_for(state="attached")


async def show_all(page):
    """Show every part of every state at once, each note, and what is unfolded."""
    await expect(page.locator("[data-in=off]")).to_be_visible()
    await page.evaluate(_SHOW_ALL)


async def record(page, address, seconds=0.9):
    """Turn the devices on, and record for a while."""
    await page.goto(f"{address}/question")
    await press(page, "Turn on camera and microphone")
    await press(page, "Start recording")
    await state(page, "recording")
    await page.wait_for_timeout(seconds * 1000)


async def record_and_save(page, address, seconds=0.9):
    """Turn the devices on, record for a while, and wait until it is saved."""
    await record(page, address, seconds)
    await press(page, "Stop recording")
    await state(page, "saved")
