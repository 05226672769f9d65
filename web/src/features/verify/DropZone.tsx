import { Button, Group, Text, Textarea } from '@mantine/core';
import { IconClipboardText, IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isTyping } from '../../ui/use-row-keys.ts';
import classes from './DropZone.module.css';
import { type Reading, type ReadProblem, readFiles, readText } from './read-candidate.ts';
import type { Candidate } from './use-verification.ts';

interface DropZoneProps {
  busy: boolean;
  onFile: (candidate: Candidate) => Promise<void>;
  sample: ReactNode;
}

/** Takes a credential or a presentation by drop, choice or paste: file, CBOR, link, or the picture of a QR code. */
export function DropZone({ busy, onFile, sample }: DropZoneProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [pasting, setPasting] = useState(false);
  const [problem, setProblem] = useState<ReadProblem | null>(null);
  const take = async (reading: Promise<Reading | null>): Promise<void> => {
    setProblem(null);
    const read = await reading;
    if (read === null) return;
    if ('problem' in read) setProblem(read.problem);
    else await onFile(read.candidate);
  };
  usePastedFiles((files) => void take(readFiles(files)));
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(readFiles([...event.dataTransfer.files]));
  };
  return (
    <section
      className={classes.zone}
      aria-label={t('verify.dropLabel')}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={30} stroke={1.4} aria-hidden="true" className={classes.icon} />
      <Text fw={600}>{t('verify.drop')}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={620} style={{ textWrap: 'balance' }}>
        {t('verify.dropHint')}
      </Text>
      <Group gap="xs" justify="center" mt={6}>
        <Button loading={busy} onClick={() => input.current?.click()}>
          {t('verify.choose')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconClipboardText size={15} />}
          onClick={() => setPasting(!pasting)}
          aria-expanded={pasting}
        >
          {t('verify.paste')}
        </Button>
        {sample}
      </Group>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,.cbor,.txt,application/json,application/cbor,image/*"
        aria-label={t('verify.choose')}
        data-testid="credential-file"
        onChange={(event) => {
          void take(readFiles([...(event.currentTarget.files ?? [])]));
          event.currentTarget.value = '';
        }}
      />
      {problem !== null && (
        <Text size="sm" c="var(--app-fail)" role="alert" data-problem={problem}>
          {t(`verify.problem.${problem}`)}
        </Text>
      )}
      {pasting && <PasteBox busy={busy} onText={(text) => void take(readText(t('verify.pasted'), text))} />}
    </section>
  );
}

function PasteBox({ busy, onText }: { busy: boolean; onText: (text: string) => void }) {
  const { t } = useTranslation();
  const [pasted, setPasted] = useState('');
  return (
    <div className={classes.paste}>
      <Textarea
        label={t('verify.pasteLabel')}
        autosize
        minRows={5}
        maxRows={14}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        classNames={{ input: classes.code ?? '' }}
      />
      <Button mt="xs" disabled={pasted.trim() === ''} loading={busy} onClick={() => onText(pasted)}>
        {t('verify.checkAction')}
      </Button>
    </div>
  );
}

/** A file or a picture in the clipboard, pasted anywhere on the page. */
function usePastedFiles(onFiles: (files: File[]) => void): void {
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0 && !isTyping(event.target)) latest.current(files);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, []);
}
