/** National identity numbers with right check digits, of nobody. */
export const secrets = ['01010150589', '02020250531', '03030350572', '04040450514', '05050550556'];

export const anySecret = secrets.join('|');
