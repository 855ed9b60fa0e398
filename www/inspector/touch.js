// Fingers on the canvas. The inspector knows a mouse: a tap becomes a click, a movement to the side drags, one up or down
// scrolls.
const PIXELS_BEFORE_A_MOVEMENT = 8;
const NOWHERE = {clientX: -1000, clientY: -1000};

/**
 * Makes mouse events on `canvas` of the touches inside `stage`, before the generated code sees any of them: it takes
 * touches for presses at the last place of the mouse. `scroll(across, down)` moves by pixels; `wake()` asks for a frame.
 */
export function translateTouches(stage, canvas, {wake, scroll}) {
  let start = null;
  let last = null;
  let movement = 'none';  // or 'scroll', 'drag'

  const send = (type, {clientX, clientY}) => {
    canvas.dispatchEvent(new MouseEvent(type, {clientX, clientY, bubbles: true, cancelable: true}));
    wake();
  };

  const begin = ({touches: [point]}) => {
    canvas.focus();
    start = point;
    last = point;
    movement = 'none';
    send('mousemove', point);
  };

  const move = ({touches: [point]}) => {
    const across = Math.abs(point.clientX - start.clientX);
    const along = Math.abs(point.clientY - start.clientY);
    if (movement === 'none' && Math.max(across, along) > PIXELS_BEFORE_A_MOVEMENT) {
      movement = along > across ? 'scroll' : 'drag';
      if (movement === 'drag') send('mousedown', start);
    }
    if (movement === 'scroll') scroll(0, last.clientY - point.clientY);
    if (movement === 'drag') send('mousemove', point);
    last = point;
  };

  // No finger, no pointer: nothing stays highlighted.
  const leave = () => requestAnimationFrame(() => send('mousemove', NOWHERE));

  const end = () => {
    const point = last;
    if (movement === 'drag') send('mouseup', point);
    if (movement !== 'none') return leave();
    // A thing has to be under the pointer for a frame before it can be pressed, and pressed for one.
    requestAnimationFrame(() => {
      send('mousedown', point);
      requestAnimationFrame(() => {
        send('mouseup', point);
        leave();
      });
    });
  };

  for (const [type, handle] of Object.entries({touchstart: begin, touchmove: move, touchend: end, touchcancel: end})) {
    stage.addEventListener(type, event => {
      event.preventDefault();
      event.stopPropagation();
      if (start !== null || type === 'touchstart') handle(event);
    }, {capture: true, passive: false});
  }
}
