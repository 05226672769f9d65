import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

interface TextAnchorProps extends AnchorProps, Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> {
  ref?: Ref<HTMLAnchorElement>;
}

function TextAnchor(props: TextAnchorProps) {
  return <Anchor size="sm" {...props} />;
}

/** A link within the console, in running text. */
export const TextLink = createLink(TextAnchor);
