// Which container and codecs a browser records best; the order is not that of what it claims.
//
// Safari says since 18.4 that it can write WebM, but files had broken durations (capacitor-voice-
// recorder 123), so every WebKit gets MP4. Firefox writes VP8 without dropping pictures.

const WEBKIT = {
  video: ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4"],
  audio: ["audio/mp4;codecs=mp4a.40.2", "audio/mp4"],
};
const GECKO = {
  video: ["video/webm;codecs=vp8,opus", "video/webm"],
  audio: ["audio/webm;codecs=opus", "audio/ogg;codecs=opus"],
};
const OTHERS = {
  video: ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/mp4", "video/webm"],
  audio: ["audio/webm;codecs=opus", "audio/mp4", "audio/webm"],
};

/** Return the first type that this browser can record for a medium ("video", "audio"), or "". */
export function recordingType(medium, browser = navigator, recorder = MediaRecorder) {
  return order(browser)[medium].find((type) => recorder.isTypeSupported(type)) ?? "";
}

function order(browser) {
  // Every browser on iOS is WebKit, and WebKit alone has this vendor.
  if (browser.vendor.startsWith("Apple")) return WEBKIT;
  return browser.userAgent.includes("Firefox/") ? GECKO : OTHERS;
}
