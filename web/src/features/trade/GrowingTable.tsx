import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../../lib/queries.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Fault, RowsSkeleton } from '../../ui/states.tsx';
import classes from './trade.module.css';

interface GrowingTableProps<Row extends object> {
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  /** Read by screen readers before the table. */
  caption: string;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** Stands where the table would, when the list has no rows. */
  empty: ReactNode;
}

/** A cursor-paged list that shows more below instead of turning pages. */
export function GrowingTable<Row extends object>({ query, caption, columns, rowKey, empty }: GrowingTableProps<Row>) {
  const { t } = useTranslation();
  if (query.isError) return <Fault error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <RowsSkeleton rows={4} />;
  const rows = query.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) return empty;
  return (
    <>
      <DataTable caption={caption} columns={columns} rows={rows} rowKey={rowKey} />
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" size="compact-xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('trade.more')}
          </Button>
        </div>
      )}
    </>
  );
}
