import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type JsonFile, readJsonFile } from './read-json-file.ts';

interface ChosenFile {
  readonly file: File | null;
  /** The object in it; null until it is read, and when there is none. */
  readonly value: Readonly<Record<string, unknown>> | null;
  /** Why it holds no object, in words. */
  readonly fault: string | undefined;
  readonly choose: (file: File | null) => void;
}

/** A JSON file that a person chooses, read at once; one of more than `mostBytes` is left unread. */
export function useJsonFile(mostBytes: number): ChosenFile {
  const { t } = useTranslation();
  const [held, setHeld] = useState<{ readonly file: File | null; readonly read: JsonFile | null }>({ file: null, read: null });
  const choose = (file: File | null): void => {
    setHeld({ file, read: null });
    if (file === null || file.size > mostBytes) return;
    void readJsonFile(file).then((read) => setHeld((now) => (now.file === file ? { file, read } : now)));
  };
  const { file, read } = held;
  const value = read?.kind === 'object' ? read.value : null;
  const reason = read?.kind === 'notJson' ? read.reason : '';
  const fault = read === null || read.kind === 'object' ? undefined : t(`upload.${read.kind}`, { reason });
  return { file, value, fault, choose };
}
