import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const NEAR_END_PX = 32;
const LETTING_GO = new Set(['ArrowUp', 'PageUp', 'Home']);

/**
 * Keeps the end of a growing thread in sight until the reader looks up: any upward wheel, touch or key lets go, coming back
 * to the end takes hold again. A new `turn` takes hold too.
 */
export function useFollow(scroller: RefObject<HTMLDivElement | null>, turn: unknown) {
  const isFollowing = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  const jumpToEnd = useCallback(() => {
    isFollowing.current = true;
    toEnd();
  }, [toEnd]);

  useLayoutEffect(() => {
    if (turn !== undefined) jumpToEnd();
  }, [turn, jumpToEnd]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    toEnd();
    const distance = () => element.scrollHeight - element.clientHeight - element.scrollTop;
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) toEnd();
      setAtEnd(distance() < NEAR_END_PX * 2);
    });
    observer.observe(content);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, toEnd]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const letGo = () => {
      isFollowing.current = false;
    };
    let touchedAt = 0;
    const leave = new AbortController();
    const options = { passive: true, signal: leave.signal };
    element.addEventListener('wheel', (event) => event.deltaY < 0 && letGo(), options);
    element.addEventListener('keydown', (event) => LETTING_GO.has(event.key) && letGo(), options);
    element.addEventListener('pointerdown', (event) => event.target === element && letGo(), options);
    element.addEventListener('touchstart', (event) => (touchedAt = event.touches[0]?.clientY ?? 0), options);
    element.addEventListener('touchmove', (event) => (event.touches[0]?.clientY ?? 0) > touchedAt + 4 && letGo(), options);
    let lastTop = element.scrollTop;
    const onScroll = () => {
      const distance = element.scrollHeight - element.clientHeight - element.scrollTop;
      if (element.scrollTop >= lastTop && distance < NEAR_END_PX) isFollowing.current = true;
      lastTop = element.scrollTop;
      setAtEnd(distance < NEAR_END_PX * 2);
    };
    element.addEventListener('scroll', onScroll, options);
    return () => leave.abort();
  }, [scroller]);

  const letGo = useCallback(() => {
    isFollowing.current = false;
  }, []);

  return { isAtEnd, jumpToEnd, letGo };
}
