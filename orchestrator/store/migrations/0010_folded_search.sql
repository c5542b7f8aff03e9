-- The same as `foldForSearch` in lib/shared/fold-search.ts; a test compares them sign by sign. A database with the locale C knows only the
-- capital letters of English, so another collation lends it the others where there is one.
DO $do$
DECLARE
	cases text := CASE
		WHEN lower('Ä') = 'ä' THEN 'default'
		WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'pg_c_utf8') THEN 'pg_c_utf8'
		WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN 'und-x-icu'
		ELSE 'default'
	END;
BEGIN
	EXECUTE format($sql$
		CREATE FUNCTION search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fold$
			SELECT replace(replace(replace(replace(replace(replace(
				CASE WHEN octet_length(value) = length(value) THEN lower(value COLLATE "C")
				ELSE normalize(
					translate(
						replace(replace(replace(
							lower(regexp_replace(normalize(value, NFKD), '[\u00AD\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED\u1AB0-\u1AFF\u1DC0-\u1DFF\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\u20D0-\u20FF\uFE00-\uFE0F\uFE20-\uFE2F\uFEFF]+', '', 'g') COLLATE %I),
							'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
						'øđðþłıħςךםןףץىةیک', 'oddtlihσכמנפצيهيك'
					), NFC) COLLATE "C" END,
				'.', ' '), '/', ' '), ':', ' '), '@', ' '), '-', ' '), '+', ' ')
		$fold$
	$sql$, cases);
END
$do$;
--> statement-breakpoint
DROP INDEX "messages_by_words";--> statement-breakpoint
ALTER TABLE "conversations" ADD COLUMN "folded" text GENERATED ALWAYS AS (left(search_fold(left(title, 50000)), 100000)) STORED;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "folded" text GENERATED ALWAYS AS (left(search_fold(left(name, 50000)), 100000)) STORED;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "folded" text GENERATED ALWAYS AS (left(search_fold(left(content, 50000)), 100000)) STORED;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "folded" text GENERATED ALWAYS AS (left(search_fold(left(title || ' ' || notes, 50000)), 100000)) STORED;--> statement-breakpoint
CREATE INDEX "messages_by_folded_words" ON "messages" USING gin (to_tsvector('simple', "folded"));
