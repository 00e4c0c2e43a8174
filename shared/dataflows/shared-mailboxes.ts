/** Mailboxes that people share, by the part before the @: as e-mail of an employee they identify nobody. */
export const sharedMailboxes: readonly string[] = [
  ...['post', 'firmapost', 'faktura', 'invoice', 'info', 'kontakt', 'kontor', 'mail', 'admin', 'support', 'salg'],
];
