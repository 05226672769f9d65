import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import {
  type ColumnDef,
  createColumnHelper,
  createSortedRowModel,
  type Header,
  metaHelper,
  rowSortingFeature,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type MouseEvent, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataTable.module.css';
import { useRowKeys } from './use-row-keys.ts';

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** What the column sorts by; without it the column does not sort. */
  sortBy?: (row: Row) => string | number;
  align?: 'start' | 'end';
  /** Left out below 640 px, where only the essential columns fit. */
  wideOnly?: boolean;
}

interface Meta {
  align: 'start' | 'end';
  wideOnly: boolean;
}

interface DataTableProps<Row> {
  /** Read by screen readers before the table. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Rows of an earlier page are shown while the next one loads. */
  stale?: boolean;
}

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
  columnMeta: metaHelper<Meta>(),
});
type Features = typeof features;
type Grid<Row extends object> = ReturnType<typeof useTable<Features, Row>>;

/** A table with a sticky head. The first link marked by `RowLink` opens the row by click, by `j`, `k` and Enter. */
export function DataTable<Row extends object>({ caption, columns, rows, rowKey, stale = false }: DataTableProps<Row>) {
  const keys = useRowKeys();
  const definitions = useMemo((): ColumnDef<Features, Row, unknown>[] => {
    const helper = createColumnHelper<Features, Row>();
    return columns.map((column) =>
      helper.accessor((row: Row): unknown => column.sortBy?.(row) ?? '', {
        id: column.id,
        header: column.header,
        cell: (context) => column.cell(context.row.original),
        enableSorting: column.sortBy !== undefined,
        meta: { align: column.align ?? 'start', wideOnly: column.wideOnly ?? false },
      }),
    );
  }, [columns]);
  const table = useTable({ features, columns: definitions, data: rows, getRowId: rowKey });
  return (
    <div className={classes.frame} data-stale={stale || undefined}>
      <table className={classes.table} ref={keys}>
        <caption className={classes.caption}>{caption}</caption>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <HeadCell key={header.id} header={header} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          <Rows table={table} />
        </tbody>
      </table>
    </div>
  );
}

function Rows<Row extends object>({ table }: { table: Grid<Row> }) {
  return table.getRowModel().rows.map((row) => (
    <tr key={row.id} onClick={openRow}>
      {row.getAllCells().map((cell) => (
        <td key={cell.id} data-align={cell.column.columnDef.meta?.align} data-wide={cell.column.columnDef.meta?.wideOnly || undefined}>
          <table.FlexRender cell={cell} />
        </td>
      ))}
    </tr>
  ));
}

/** A click on the bare row is a click on its link; a click on something with its own meaning stays there. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  if (event.target instanceof Element && event.target.closest('a, button, input') !== null) return;
  if (document.getSelection()?.type === 'Range') return;
  event.currentTarget.querySelector<HTMLElement>('[data-row-link]')?.click();
}

function HeadCell<Row extends object>({ header }: { header: Header<Features, Row, unknown> }) {
  const { t } = useTranslation();
  const meta = header.column.columnDef.meta;
  const label = String(header.column.columnDef.header ?? '');
  const sorted = header.column.getIsSorted();
  const common = { scope: 'col' as const, 'data-align': meta?.align, 'data-wide': meta?.wideOnly || undefined };
  if (!header.column.getCanSort()) return <th {...common}>{label}</th>;
  const Icon = sorted === 'asc' ? IconArrowUp : sorted === 'desc' ? IconArrowDown : IconArrowsSort;
  return (
    <th {...common} aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}>
      <button
        type="button"
        className={classes.sort}
        onClick={header.column.getToggleSortingHandler()}
        title={t('table.sort', { column: label })}
      >
        {label}
        <Icon size={12} aria-hidden="true" data-off={sorted === false || undefined} />
      </button>
    </th>
  );
}
