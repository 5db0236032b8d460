/** sfc32 seeded by splitmix32: integer arithmetic only, so every machine draws the same numbers. */
export function random(seed) {
  const next = sfc32(splitmix32(seed));
  const unit = () => next() / 2 ** 32;
  const int = (below) => Math.floor(unit() * below);
  const pick = (items) => items[int(items.length)];
  const some = (items, count) => {
    const chosen = new Set();
    while (chosen.size < count) chosen.add(pick(items));
    return [...chosen];
  };
  return { unit, int, pick, some, chance: (probability) => unit() < probability };
}

function splitmix32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

const WARM_UP = 16;

function sfc32(seeds) {
  let [a, b, c, d] = [seeds(), seeds(), seeds(), seeds()];
  const next = () => {
    const drawn = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return drawn >>> 0;
  };
  for (let round = 0; round < WARM_UP; round += 1) next();
  return next;
}
