import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { shortHash } from '../lib/format.ts';
import classes from './Hash.module.css';

interface HashProps {
  value: string;
  /** Whole, on several lines where needed. */
  full?: boolean;
  copy?: boolean;
}

/** A hash or an address: short on the screen, whole in the title and in the clipboard. */
export function Hash({ value, full = false, copy = true }: HashProps) {
  const { t } = useTranslation();
  return (
    <span className={classes.hash} data-full={full || undefined}>
      <code title={full ? undefined : value} className={classes.text}>
        {full ? value : shortHash(value)}
      </code>
      {copy && (
        <CopyButton value={value}>
          {({ copied, copy: take }) => (
            <Tooltip label={copied ? t('action.copied') : t('action.copy')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={22}
                aria-label={copied ? t('action.copied') : t('action.copyValue', { value: shortHash(value) })}
                className={`${classes.copy} no-print`}
                onClick={(event) => {
                  event.preventDefault();
                  event.stopPropagation();
                  take();
                }}
              >
                {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      )}
    </span>
  );
}
