// Sets properties on the element before it is defined, as frameworks do.
globalThis.early = async (request) => {
  const widget = document.createElement('countersign-approval');
  widget.token = () => globalThis.mint();
  widget.request = request;
  widget.locale = 'en-GB';
  document.querySelector('main').append(widget);
  await import('/countersign/define.js');
};
