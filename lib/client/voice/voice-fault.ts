/** Why voice stopped, or what went wrong in a turn. Typing works in every one of these cases. */
export type VoiceFault =
  /** The browser cannot record, or the page is not served securely enough to. */
  | 'unsupported'
  | 'no_permission'
  | 'no_device'
  /** Another program holds the device, or it does not start. */
  | 'device_busy'
  | 'unplugged'
  /** Speech cannot be detected here: push-to-talk works. */
  | 'no_detector'
  /** Neither a provider nor the browser can turn speech into words. */
  | 'no_recogniser'
  | 'recogniser_failed'
  /** The server was not reached. */
  | 'no_connection'
  /** The recording is larger or longer than may be sent. */
  | 'too_long'
  | 'too_short'
  | 'nothing_heard'
  | 'run_failed'
  /** The answer is on the screen, but could not be spoken. */
  | 'speech_failed';

const BY_NAME: Record<string, VoiceFault> = {
  NotAllowedError: 'no_permission',
  SecurityError: 'no_permission',
  NotFoundError: 'no_device',
  OverconstrainedError: 'no_device',
  NotReadableError: 'device_busy',
  AbortError: 'device_busy',
  TypeError: 'unsupported',
};

/** What `getUserMedia` threw, as a fault. Source: Media Capture and Streams §10.2. */
export function toMicrophoneFault(thrown: unknown): VoiceFault {
  return (thrown instanceof Error && BY_NAME[thrown.name]) || 'device_busy';
}
