import type { Connector } from '../shared/connector.js';
import { crmoffice } from './crmoffice/connector.js';
import { customPms } from './custom-pms/connector.js';
import { customWebshop } from './custom-webshop/connector.js';
import { customerp } from './customerp/connector.js';
import { powerofficego } from './powerofficego/connector.js';
import { tidsbanken } from './tidsbanken/connector.js';

/** Every external system, one line each, the one at the centre first; nothing else in the hub knows which there are. */
export const connectors: readonly Connector[] = [
  tidsbanken,
  customerp,
  powerofficego,
  customPms,
  customWebshop,
  crmoffice,
];
