/**
 * Runs in the page before anything else does, and keeps what the page tells of itself in `watched`.
 * @param {number} events how many events the whole log has.
 */
globalThis.watchPage = (events) => {
  const watched = { useful: 0, ready: 0, shift: 0, frames: [], work: [], on: false };
  globalThis.watched = watched;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) watched.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  const isDrawn = (canvas) => {
    if (!canvas?.width) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, Math.min(200, canvas.height));
    return data.some((value) => value !== 0);
  };
  const after = new MessageChannel();
  let began = 0;
  after.port1.onmessage = () => {
    if (watched.on) watched.work.push(performance.now() - began);
  };
  let last = 0;
  const frame = (time) => {
    if (watched.on) {
      if (last > 0) watched.frames.push(time - last);
      began = performance.now();
      after.port2.postMessage(0);
    }
    last = watched.on ? time : 0;
    if (watched.useful === 0 && document.querySelector('.event:not(.heading)')) {
      if (isDrawn(document.querySelector('.map-view canvas'))) watched.useful = performance.now();
    }
    const arrived = document.querySelector('.track')?.getAttribute('aria-valuemax');
    if (watched.ready === 0 && Number(arrived) === events) watched.ready = performance.now();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};
