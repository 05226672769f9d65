import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ChartPanel.module.css';
import { type DrawOption, EChart } from './EChart.tsx';
import { Panel } from './Panel.tsx';

export interface ChartTable {
  head: string[];
  rows: (string | number)[][];
}

interface ChartPanelProps {
  title: string;
  /** What the chart shows, in words; also what a screen reader hears. */
  finding: string;
  foot?: ReactNode;
  height?: number;
  draw: DrawOption;
  table: ChartTable;
}

/** A chart with its finding in words and the same numbers as a table. */
export function ChartPanel({ title, finding, foot, height = 280, draw, table }: ChartPanelProps) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const label = asTable ? t('chart.asChart') : t('chart.asTable');
  return (
    <Panel
      title={title}
      note={finding}
      foot={foot}
      actions={
        <Tooltip label={label}>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label={`${title}: ${label}`} onClick={() => setAsTable(!asTable)}>
            {asTable ? <IconChartBar size={16} /> : <IconTable size={16} />}
          </ActionIcon>
        </Tooltip>
      }
    >
      {asTable ? (
        <NumbersTable caption={title} table={table} height={height} />
      ) : (
        <EChart summary={`${title}. ${finding}`} height={height} draw={draw} />
      )}
    </Panel>
  );
}

function NumbersTable({ caption, table, height }: { caption: string; table: ChartTable; height: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1).
    <section className={classes.scroll} style={{ maxHeight: height }} tabIndex={0} aria-label={caption}>
      <table className={classes.numbers}>
        <thead>
          <tr>
            {table.head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((cell, place) => (
                <td key={table.head[place]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
