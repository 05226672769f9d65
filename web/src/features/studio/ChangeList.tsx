import { Button, Group, Modal, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { characteristicName } from '../customers/glossary.ts';
import { changeText } from './bin-words.ts';
import { type History, hasReason, withReasons } from './draft.ts';
import classes from './Studio.module.css';

const MOST_LETTERS = 500;

interface ChangeListProps {
  readonly name: string;
  readonly history: History;
  readonly onChange: (history: History) => void;
}

/** The changes of one attribute in their order, each with its reason. */
export function ChangeList({ name, history, onChange }: ChangeListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { done } = history;
  return (
    <Panel
      title={t('studio.changes')}
      note={t('studio.changesNote')}
      actions={
        done.length > 0 && (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t('studio.oneReason')}
          </Button>
        )
      }
    >
      {done.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('studio.changesNone')}
        </Text>
      ) : (
        <ol className={classes.changes}>
          {done.map((edit, place) => {
            const text = changeText(t, edit, language);
            return (
              <li key={`${place + 1} ${text}`} data-change={edit.kind}>
                <Text size="sm">{text}</Text>
                <TextInput
                  size="xs"
                  maxLength={MOST_LETTERS}
                  aria-label={t('studio.reasonFor', { change: text })}
                  placeholder={t('studio.reason')}
                  value={edit.reason ?? ''}
                  description={hasReason(edit) ? null : t('studio.reasonMissing')}
                  onChange={({ currentTarget: { value } }) =>
                    onChange(withReasons(history, (at, { reason = '' }) => (at === place ? value : reason)))
                  }
                />
              </li>
            );
          })}
        </ol>
      )}
      <OneReason
        name={name}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onSave={(reason) => {
          onChange(withReasons(history, () => reason));
          setOpen(false);
        }}
      />
    </Panel>
  );
}

interface OneReasonProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSave: (reason: string) => void;
}

function OneReason({ name, isOpen, onClose, onSave }: OneReasonProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [reason, setReason] = useState('');
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('studio.oneReasonTitle', { name: characteristicName(name, language) })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack gap="sm">
        <Textarea
          label={t('studio.reason')}
          data-autofocus
          required
          maxLength={MOST_LETTERS}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button disabled={!hasReason({ reason })} onClick={() => onSave(reason.trim())}>
            {t('studio.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
