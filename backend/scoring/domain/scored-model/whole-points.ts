/**
 * Whole points whose sum is `total`: what the exact points lack of it is spread in proportion to their size, each is rounded down, and
 * those that lose most get a point back, of equal ones the first. Where all are 0 the first takes `total`.
 */
export function wholePoints(exact: ArrayLike<number>, total: number): number[] {
  const points = Array.from(exact);
  const size = points.reduce((sum, value) => sum + Math.abs(value), 0);
  const lacking = total - points.reduce((sum, value) => sum + value, 0);
  const spread = points.map((value, place) => {
    if (size > 0) return value + (lacking * Math.abs(value)) / size;
    return place === 0 ? lacking : 0;
  });
  const whole = spread.map((value) => Math.floor(value) + 0);
  const lost = (place: number) => (spread[place] as number) - (whole[place] as number);
  const order = [...spread.keys()].sort((left, right) => lost(right) - lost(left) || left - right);
  let short = total - whole.reduce((sum, value) => sum + value, 0);
  for (let at = 0; short !== 0 && order.length > 0; at++) {
    const place = order[at % order.length] as number;
    const step = Math.sign(short);
    whole[place] = (whole[place] as number) + step;
    short -= step;
  }
  return whole;
}
