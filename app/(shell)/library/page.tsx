/** The layout shows the library for this address. */
export default function LibraryRoute() {
  return null;
}
