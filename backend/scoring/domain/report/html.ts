/** Text as it stands in HTML, in an element or in an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

export type HtmlCell = string | number | null;

/** A table whose cells are escaped; numbers stand at the right. */
export function htmlTable(head: readonly string[], rows: readonly (readonly HtmlCell[])[]): string {
  const heads = head.map((text, at) => {
    const isNumber = rows.length > 0 && rows.every((row) => isNumeric(row[at] ?? null));
    return `<th scope="col"${isNumber ? ' class="n"' : ''}>${escapeHtml(text)}</th>`;
  });
  const body = rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${heads.join('')}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

function isNumeric(cell: HtmlCell): boolean {
  return cell === null || typeof cell === 'number' || /^[-−+<]?[\d,]+(\.\d+)?%?( – [-−]?[\d,]+(\.\d+)?)?$/.test(cell);
}

function cellOf(cell: HtmlCell): string {
  return `<td${isNumeric(cell) ? ' class="n"' : ''}>${escapeHtml(cell === null ? '–' : String(cell))}</td>`;
}

interface LinePlot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** In the unit square. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly hasDots: boolean;
}

const SIDE = 260;
const MARGIN = 44;

/** A curve in the unit square beside its diagonal, as SVG. */
export function unitPlot({ title, x, y, points, hasDots }: LinePlot): string {
  const place = (value: number) => Number((MARGIN + value * SIDE).toFixed(2));
  const height = (value: number) => Number((MARGIN / 2 + (1 - value) * SIDE).toFixed(2));
  const path = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${place(point.x)} ${height(point.y)}`).join(' ');
  const dots = hasDots ? points.map((point) => `<circle cx="${place(point.x)}" cy="${height(point.y)}" r="3"/>`).join('') : '';
  const ticks = [0, 0.5, 1].map(
    (value) =>
      `<text x="${place(value)}" y="${height(0) + 16}" text-anchor="middle">${value}</text><text x="${MARGIN - 6}" y="${height(value) + 4}" text-anchor="end">${value}</text>`,
  );
  return `<figure><svg viewBox="0 0 ${SIDE + 2 * MARGIN} ${SIDE + 1.5 * MARGIN}" role="img" aria-label="${escapeHtml(title)}">
<rect x="${MARGIN}" y="${MARGIN / 2}" width="${SIDE}" height="${SIDE}"/>
<path class="diagonal" d="M${place(0)} ${height(0)} L${place(1)} ${height(1)}"/>
<path class="curve" d="${path}"/>${dots}
${ticks.join('')}
<text x="${place(0.5)}" y="${height(0) + 34}" text-anchor="middle">${escapeHtml(x)}</text>
<text x="12" y="${height(0.5)}" text-anchor="middle" transform="rotate(-90 12 ${height(0.5)})">${escapeHtml(y)}</text>
</svg><figcaption>${escapeHtml(title)}</figcaption></figure>`;
}
