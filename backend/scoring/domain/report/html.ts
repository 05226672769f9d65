import { type DocumentBlock, type DocumentCell, type DocumentPages, isNumericCell } from './document-block.ts';
import { layOutPlot, PLOT_HEIGHT, PLOT_WIDTH, type Plot, type PlotShape } from './plot.ts';

/** Text as it stands in HTML, in an element or in an attribute. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** A table whose cells are escaped; numbers stand at the right. */
function htmlTable(head: readonly string[], rows: readonly (readonly DocumentCell[])[]): string {
  const heads = head.map((text, at) => {
    const isNumber = rows.length > 0 && rows.every((row) => isNumericCell(row[at] ?? null));
    return `<th scope="col"${isNumber ? ' class="n"' : ''}>${escapeHtml(text)}</th>`;
  });
  const body = rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${heads.join('')}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

function cellOf(cell: DocumentCell): string {
  return `<td${isNumericCell(cell) ? ' class="n"' : ''}>${escapeHtml(cell === null ? '–' : String(cell))}</td>`;
}

function svgShape(shape: PlotShape): string {
  switch (shape.kind) {
    case 'path': {
      const path = shape.points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
      return `<path class="${shape.tone}${shape.isDashed ? ' dashed' : ''}" d="${path}"/>`;
    }
    case 'dot':
      return `<circle class="${shape.tone}" cx="${shape.x}" cy="${shape.y}" r="3"/>`;
    case 'box': {
      const { x, y, width, height, tone, isFilled } = shape;
      return `<rect class="${tone}${isFilled ? ' full' : ''}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
    }
    case 'text': {
      const { x, y, anchor, isUpright, text } = shape;
      const turn = isUpright ? ` transform="rotate(-90 ${x} ${y})"` : '';
      return `<text x="${x}" y="${y}" text-anchor="${anchor}"${turn}>${escapeHtml(text)}</text>`;
    }
  }
}

function htmlPlot(plot: Plot): string {
  const shapes = layOutPlot(plot).map(svgShape).join('\n');
  const title = escapeHtml(plot.title);
  return `<figure><svg viewBox="0 0 ${PLOT_WIDTH} ${PLOT_HEIGHT}" role="img" aria-label="${title}">\n${shapes}\n</svg><figcaption>${title}</figcaption></figure>`;
}

function htmlBlock(block: DocumentBlock): string {
  switch (block.kind) {
    case 'facts': {
      const rows = block.rows.map(
        ([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td><code>${escapeHtml(value)}</code></td></tr>`,
      );
      return `<table><tbody>${rows.join('')}</tbody></table>`;
    }
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
    case 'table':
      return `${block.title === null ? '' : `<h3>${escapeHtml(block.title)}</h3>`}${htmlTable(block.head, block.rows)}`;
    case 'plots':
      return block.plots.map(htmlPlot).join('\n');
  }
}

const STYLE = `body{font:14px/1.5 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#161b22;max-width:900px;margin:32px auto;padding:0 20px}
h1{font-size:24px;margin:0}h2{font-size:17px;margin:28px 0 8px;border-bottom:1px solid #cdd3db;padding-bottom:4px}h3{font-size:14px;margin:18px 0 6px}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #e1e5ea;vertical-align:top}
th{color:#525c69;font-weight:600}.n{text-align:right}code{font-size:12px;word-break:break-all}figure{display:inline-block;margin:8px 16px 8px 0;width:400px;max-width:100%}figcaption{font-size:12px;color:#525c69}
svg text{font-size:11px;fill:#525c69}path{fill:none;stroke-width:2}rect{fill:none}.first{stroke:#2c58b3}.second{stroke:#b3462c}.faint{stroke:#cdd3db;stroke-width:1}.dashed{stroke-dasharray:4 4}
circle.first,.full.first{fill:#2c58b3;stroke:none}circle.second,.full.second{fill:#b3462c;stroke:none;fill-opacity:.75}
footer{margin-top:32px;color:#525c69;font-size:12px}@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}tr,figure{break-inside:avoid}}`;

/** A document as one HTML page that needs nothing else and prints on paper as it stands. */
export function htmlDocument({ name, kind, sections, foot }: DocumentPages, language: 'en' | 'zh'): string {
  const parts = sections.map(
    ({ title, blocks }) => `<section><h2>${escapeHtml(title)}</h2>\n${blocks.map(htmlBlock).join('\n')}\n</section>`,
  );
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(`${kind}: ${name}`)}</title><style>${STYLE}</style></head>
<body><header><h1>${escapeHtml(name)}</h1><p>${escapeHtml(kind)}</p></header>
${parts.join('\n')}
<footer>${escapeHtml(foot)}</footer></body></html>
`;
}
