import type { StandInRequest, StandInResponse } from '../../../engine/core/stand-in.ts';

/** One call in AWS's Query protocol: a form with `Action`, `Version` and flattened lists. */
export interface Query {
  readonly action: string;
  readonly service: Service;
  one(key: string): string | undefined;
  /** `InstanceIds` -> the values of `InstanceIds.member.1`, `.2` ...; EC2 leaves `.member` out. */
  list(key: string): readonly string[];
}

export type Service = 'autoscaling' | 'elb' | 'elbv2' | 'ec2' | 'sts' | 'unknown';

/** What becomes XML: objects by key, lists as `<member>` (EC2: `<item>`); undefined is left out. */
export type Xml = string | number | boolean | undefined | readonly Xml[] | { readonly [key: string]: Xml };

/** Ends a call with an error of AWS. */
export interface AwsRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The API version tells the services apart: they share one address. */
const VERSIONS: Readonly<Record<string, Service>> = {
  '2011-01-01': 'autoscaling',
  '2012-06-01': 'elb',
  '2015-12-01': 'elbv2',
  '2016-11-15': 'ec2',
  '2011-06-15': 'sts',
};
const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

export function parseQuery(request: StandInRequest): Query {
  const form = new URLSearchParams(request.method === 'GET' ? request.query : request.body);
  const numbered = (prefix: string) =>
    [...form]
      .filter(([key]) => key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length)))
      .sort(([a], [b]) => Number(a.slice(prefix.length)) - Number(b.slice(prefix.length)))
      .map(([, value]) => value);
  return {
    action: form.get('Action') ?? '',
    service: VERSIONS[form.get('Version') ?? ''] ?? 'unknown',
    one: key => form.get(key) ?? undefined,
    list: key => [...numbered(`${key}.member.`), ...numbered(`${key}.`)],
  };
}

export function answerQuery({ action, service }: Query, result: Xml, wrote: boolean): StandInResponse {
  const item = service === 'ec2' ? 'item' : 'member';
  const body =
    service === 'ec2'
      ? element(`${action}Response`, `<requestId>${REQUEST_ID}</requestId>${toXml(result, item)}`)
      : element(
          `${action}Response`,
          `<${action}Result>${toXml(result, item)}</${action}Result><ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>`,
        );
  return { status: 200, headers: { 'content-type': 'text/xml' }, body, wrote };
}

export function refuseQuery({ service }: Pick<Query, 'service'>, { status, code, message }: AwsRefusal): StandInResponse {
  const error = `<Code>${code}</Code><Message>${escape(message)}</Message>`;
  const body =
    service === 'ec2'
      ? element('Response', `<Errors><Error>${error}</Error></Errors><RequestID>${REQUEST_ID}</RequestID>`)
      : element('ErrorResponse', `<Error><Type>Sender</Type>${error}</Error><RequestId>${REQUEST_ID}</RequestId>`);
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function element(name: string, inner: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}>${inner}</${name}>\n`;
}

function toXml(value: Xml, item: string): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escape(String(value));
  if (Array.isArray(value)) return value.map((one: Xml) => `<${item}>${toXml(one, item)}</${item}>`).join('');
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `<${key}>${toXml(inner, item)}</${key}>`)
    .join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
