import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../lib/queries.ts';
import { type Column, DataTable } from './DataTable.tsx';
import { Loaded } from './Loaded.tsx';
import { Pager } from './Pager.tsx';

interface PagedTableProps<Row extends object> {
  query: UseQueryResult<Page<Row>>;
  /** Read by screen readers before the table. */
  caption: string;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** Stands where the table would, when the list has no rows. */
  empty: ReactNode;
}

/** A cursor-paged list from the API: on its way, failed, empty, or a table with its pager. */
export function PagedTable<Row extends object>({ query, caption, columns, rowKey, empty }: PagedTableProps<Row>) {
  return (
    <Loaded query={query}>
      {(page) =>
        page.data.length === 0 ? (
          empty
        ) : (
          <>
            <DataTable caption={caption} columns={columns} rows={page.data} rowKey={rowKey} stale={query.isPlaceholderData} />
            <Pager page={page} />
          </>
        )
      }
    </Loaded>
  );
}
