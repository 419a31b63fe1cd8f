import type { TurnContext } from 'botbuilder'

const flavours = ['vanilla', 'chocolate', 'pistachio']

interface CluResult {
  readonly result: {
    readonly query: string
    readonly prediction: {
      readonly topIntent: string
      readonly projectKind: 'Conversation'
      readonly intents: readonly { readonly category: string; readonly confidenceScore: number }[]
      readonly entities: readonly {
        readonly category: string
        readonly text: string
        readonly offset: number
        readonly length: number
        readonly confidenceScore: number
      }[]
    }
  }
}

/**
 * Stands for a call of Conversational Language Understanding: the answer has its shape, and it is traced as CLU
 * recognizers do. The middleware finds the intent in that trace; nothing else is needed.
 */
export async function recognize(context: TurnContext): Promise<string> {
  const query = context.activity.text
  const ordering = /ice|scoop|cone/i.test(query)
  const topIntent = ordering ? 'OrderIceCream' : 'None'
  const found = flavours.filter((flavour) => query.toLowerCase().includes(flavour))
  const value: CluResult = {
    result: {
      query,
      prediction: {
        topIntent,
        projectKind: 'Conversation',
        intents: [{ category: topIntent, confidenceScore: ordering ? 0.94 : 0.61 }],
        entities: found.map((text) => ({
          category: 'Flavour',
          text,
          offset: query.toLowerCase().indexOf(text),
          length: text.length,
          confidenceScore: 1,
        })),
      },
    },
  }
  await context.sendTraceActivity('CluRecognizer', value, 'https://www.clu.ai/schemas/trace', 'CluTrace')
  return topIntent
}
