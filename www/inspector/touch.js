// Fingers on the canvas. The inspector knows a mouse: a tap becomes a click, a movement to the side drags, one up or down
// turns the wheel.
const PIXELS_BEFORE_A_MOVEMENT = 8;

/** Sends mouse and wheel events to `canvas` for its touches, and calls `wake` after each. */
export function translateTouches(canvas, wake) {
  let start = null;
  let last = null;
  let isScrolling = false;
  let isDragging = false;

  const send = (type, point, init = {}) => {
    const Kind = type === 'wheel' ? WheelEvent : MouseEvent;
    canvas.dispatchEvent(new Kind(type, {clientX: point.clientX, clientY: point.clientY, bubbles: true, cancelable: true, ...init}));
    wake();
  };

  canvas.addEventListener('touchstart', event => {
    event.preventDefault();
    canvas.focus();
    [start] = event.touches;
    last = start;
    isScrolling = false;
    isDragging = false;
    send('mousemove', start);
  }, {passive: false});

  canvas.addEventListener('touchmove', event => {
    event.preventDefault();
    const [point] = event.touches;
    const across = Math.abs(point.clientX - start.clientX);
    const along = Math.abs(point.clientY - start.clientY);
    if (!isScrolling && !isDragging && Math.max(across, along) > PIXELS_BEFORE_A_MOVEMENT) {
      isScrolling = along > across;
      isDragging = !isScrolling;
      if (isDragging) send('mousedown', start);
    }
    if (isScrolling) send('wheel', start, {deltaY: (last.clientY - point.clientY) * 2});
    if (isDragging) send('mousemove', point);
    last = point;
  }, {passive: false});

  const finish = event => {
    event.preventDefault();
    if (start === null) return;
    const point = last;
    start = null;
    if (isScrolling) return;
    if (isDragging) return send('mouseup', point);
    // The pointer has to be seen over a thing before it can be pressed there.
    requestAnimationFrame(() => {
      send('mousedown', point);
      requestAnimationFrame(() => send('mouseup', point));
    });
  };
  canvas.addEventListener('touchend', finish, {passive: false});
  canvas.addEventListener('touchcancel', finish, {passive: false});
}
