import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda'

/** What X sends to the webhook. */
export interface SentByX {
  readonly method: 'GET' | 'POST'
  readonly query?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signature?: string
}

/** As recorded of a HTTP API; a function URL's differs in the ids alone. */
export function payloadFormat2(sent: SentByX, isBase64Encoded = false): APIGatewayProxyEventV2 {
  const { method, query, body, signature } = sent
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/webhook',
    rawQueryString: `${new URLSearchParams(query)}`,
    headers: {
      accept: '*/*',
      'content-length': `${body?.length ?? 0}`,
      'content-type': 'application/json',
      host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      'user-agent': 'twitter-webhook',
      'x-amzn-trace-id': 'Root=1-00000000-000000000000000000000000',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...(signature !== undefined && { 'x-twitter-webhooks-signature': signature }),
    },
    ...(query !== undefined && { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'abcdefghij',
      http: {
        method,
        path: '/webhook',
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'twitter-webhook',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '10/Mar/2026:05:16:23 +0000',
      timeEpoch: 1_773_119_783_636,
    },
    ...(body !== undefined && { body: encoded(body, isBase64Encoded) }),
    isBase64Encoded,
  }
}

/** As recorded of a REST API: names of headers as they came, `null` for what is missing. */
export function payloadFormat1(sent: SentByX, isBase64Encoded = false): APIGatewayProxyEvent {
  const { method, query, body, signature } = sent
  const headers: Record<string, string> = {
    Accept: '*/*',
    'Content-Type': 'application/json',
    Host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
    'User-Agent': 'twitter-webhook',
    'X-Forwarded-Proto': 'https',
    ...(signature !== undefined && { 'X-Twitter-Webhooks-Signature': signature }),
  }
  const lists = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, [value]]))
  return {
    resource: '/webhook',
    path: '/webhook',
    httpMethod: method,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: query === undefined ? null : lists(query),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      authorizer: null,
      protocol: 'HTTP/1.1',
      httpMethod: method,
      identity: identity(),
      path: '/prod/webhook',
      stage: 'prod',
      requestId: '00000000-0000-0000-0000-000000000000',
      requestTimeEpoch: 1_773_119_783_636,
      resourceId: 'abc123',
      resourcePath: '/webhook',
    },
    body: body === undefined ? null : encoded(body, isBase64Encoded),
    isBase64Encoded,
  }
}

const encoded = (body: string, isBase64Encoded: boolean) =>
  isBase64Encoded ? Buffer.from(body).toString('base64') : body

function identity(): APIGatewayProxyEvent['requestContext']['identity'] {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: '192.0.2.1',
    user: null,
    userAgent: 'twitter-webhook',
    userArn: null,
  }
}
