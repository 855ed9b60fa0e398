// What C++ asks of the page. Linked into the generated code by Emscripten; `Module` is the object that the page holds.
mergeInto(LibraryManager.library, {
  // The bytes that the page announced go to `buffer`, which has room for all of them.
  countersign_page_fill__sig: 'vi',
  countersign_page_fill: function (buffer) {
    HEAPU8.set(Module['handedBytes'], buffer);
    Module['handedBytes'] = null;
  },

  // Not being allowed to copy is no error: the text stands on the canvas.
  countersign_page_copy__sig: 'vi',
  countersign_page_copy: function (text) {
    if (navigator.clipboard) navigator.clipboard.writeText(UTF8ToString(text)).catch(function () {});
  },
});
