import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';
import classes from './RowLink.module.css';

interface RowAnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
}

function RowAnchor({ ref, children, ...rest }: RowAnchorProps) {
  return (
    <a ref={ref} {...rest} className={classes.link} data-row-link="">
      {children}
    </a>
  );
}

/** The link that opens a table row. */
export const RowLink = createLink(RowAnchor);
