import type { HttpRequest } from '@azure/functions'
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyResult } from 'aws-lambda'
import type * as express from 'express'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context as HonoContext } from 'hono'
import type { Context as KoaContext } from 'koa'
import type * as restify from 'restify'
import type { TurnLogic, TwitterAdapter } from '../../src/twitter'
import type { AgentsTwitterAdapter } from '../../src/twitter/agents'

/** Checked by the compiler alone: each host's own types fit without a cast. */
export function serve(
  adapter: TwitterAdapter | AgentsTwitterAdapter,
  logic: TurnLogic & (() => Promise<void>),
) {
  return {
    express: (request: express.Request, response: express.Response) =>
      adapter.process(request, response, logic),
    fastify: (request: FastifyRequest, reply: FastifyReply) => adapter.process(request, reply, logic),
    koa: ({ req, res }: KoaContext) => adapter.process(req, res, logic),
    restify: (request: restify.Request, response: restify.Response) =>
      adapter.process(request, response, logic),
    web: (request: Request): Promise<Response> => adapter.fetch(request, logic),
    hono: (context: HonoContext): Promise<Response> => adapter.fetch(context.req.raw, logic),
    azure: (request: HttpRequest) => adapter.fetch(request, logic),
    lambda1: async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      const { httpMethod: method, path: url, headers, body, isBase64Encoded: isBase64 } = event
      const answer = await adapter.handle({ method, url, headers, body, isBase64 }, logic)
      return { statusCode: answer.status, headers: answer.headers, body: answer.body }
    },
    lambda1WithLists: ({
      httpMethod: method,
      path: url,
      multiValueHeaders: headers,
      body,
    }: APIGatewayProxyEvent) => adapter.handle({ method, url, headers, body }, logic),
    lambda2: (event: APIGatewayProxyEventV2) =>
      adapter.handle(
        {
          method: event.requestContext.http.method,
          url: `${event.rawPath}?${event.rawQueryString}`,
          headers: event.headers,
          body: event.body,
          isBase64: event.isBase64Encoded,
        },
        logic,
      ),
  }
}
