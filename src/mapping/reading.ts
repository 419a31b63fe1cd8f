import type { ActivityLike, Direction } from './activity-like'
import { type AttachmentContent, readAttachments } from './attachments'
import { attempt } from './attempt'
import { readTwitterJson, type TwitterJson } from './twitter-json'

/** An activity with its nested parts, read once for all the fields that are made of them. */
export interface Reading {
  readonly activity: ActivityLike
  readonly direction: Direction
  readonly twitter: TwitterJson | undefined
  readonly attachments: readonly AttachmentContent[]
}

export function readActivity(activity: ActivityLike, direction: Direction): Reading {
  const twitter = attempt((subject) => readTwitterJson(subject, direction), activity)
  return { activity, direction, twitter, attachments: attempt(readAttachments, activity) ?? [] }
}
