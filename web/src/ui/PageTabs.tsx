import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './PageTabs.module.css';

interface PageTabsProps {
  value: string;
  tabs: { value: string; label: string }[];
  onChange: (value: string) => void;
  children: ReactNode;
}

/** Tabs of a page; which one is open stands in the address. */
export function PageTabs({ value, tabs, onChange, children }: PageTabsProps) {
  return (
    <Tabs
      value={value}
      onChange={(next) => next !== null && onChange(next)}
      classNames={{ list: classes.list ?? '', tab: classes.tab ?? '', panel: classes.panel ?? '' }}
    >
      <Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {children}
    </Tabs>
  );
}
