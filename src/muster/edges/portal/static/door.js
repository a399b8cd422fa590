// Links of the form HOST/#?sessionToken=TOKEN: what is behind # never reaches a server, so move
// the token to the path. This leads to the page with the button and opens nothing by itself.

const token = /[?&]sessionToken=([0-9a-z]+)/i.exec(decodeURIComponent(location.hash));
const base = document.querySelector("script[data-base]").dataset.base;
if (token) location.replace(`${base}/i/${token[1]}${location.search}`);
