/** Row numbers in at most `bins` groups of like size, from the lowest score up; rows of one score stay together. */
export function scoreGroups(scores: ArrayLike<number>, bins: number): number[][] {
  const order = Array.from({ length: scores.length }, (_, row) => row).sort(
    (left, right) => (scores[left] as number) - (scores[right] as number) || left - right,
  );
  const groups: number[][] = [];
  order.forEach((row, place) => {
    const group = groups[groups.length - 1];
    const before = order[place - 1];
    const full = group === undefined || place >= (groups.length * order.length) / bins;
    if (full && (before === undefined || scores[before] !== scores[row])) groups.push([row]);
    else group?.push(row);
  });
  return groups;
}
