import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel.tsx';
import type { DraftFile } from './edit-deal.ts';
import styles from './structure.module.css';

interface JsonEditorProps {
  file: DraftFile;
  isOpen: boolean;
  onChange: (file: DraftFile) => void;
}

/** The whole file as text; it is taken over once it is JSON. */
export function JsonEditor({ file, isOpen, onChange }: JsonEditorProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(file, null, 2));
  const value = parse(text);
  return (
    <Panel title={t('structure.json')} note={t('structure.jsonNote')}>
      <Stack gap="sm">
        <Textarea
          className={styles.json ?? ''}
          aria-label={t('structure.json')}
          readOnly={!isOpen}
          rows={28}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group gap="sm">
          <Button variant="default" disabled={value === null || !isOpen} onClick={() => value !== null && onChange(value)}>
            {t('structure.takeOver')}
          </Button>
          {value === null && (
            <Text size="sm" c="var(--app-fail)" role="alert">
              {t('structure.noJson')}
            </Text>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}

function parse(text: string): DraftFile | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as DraftFile) : null;
  } catch {
    return null;
  }
}
