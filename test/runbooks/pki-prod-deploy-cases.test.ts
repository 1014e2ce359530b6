import { expectEveryCaseAndWay } from '../support/every-case.ts';

expectEveryCaseAndWay('pki-prod-deploy');
