import { expectEveryCaseAndWay } from '../support/every-case.ts';

expectEveryCaseAndWay('pki-recycle');
