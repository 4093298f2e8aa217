-- Generated from `schemas/` by `python -m flows.docs`; do not edit.

CREATE TYPE kind_code AS ENUM ('visit', 'meeting', 'invitation', 'diplomatic_relations', 'agreement', 'joint_body', 'membership', 'support', 'opposition', 'mediation', 'threat', 'aid', 'trade', 'investment', 'sanction', 'arms_transfer', 'military_cooperation', 'military_exercise', 'armed_conflict', 'proxy_support', 'withdrawal');
CREATE TYPE status_code AS ENUM ('occurred', 'planned', 'proposed', 'cancelled', 'alleged');
CREATE TYPE phase_code AS ENUM ('start', 'end');
CREATE TYPE role_code AS ENUM ('source', 'target', 'other');
CREATE TYPE passage_role_code AS ENUM ('title', 'abstract', 'heading', 'body', 'note', 'reference', 'furniture');
CREATE TYPE actor_type_code AS ENUM ('state', 'igo', 'armed_group');
CREATE TYPE name_type_code AS ENUM ('short', 'official', 'abbreviation', 'demonym', 'capital', 'metonym', 'agency', 'leader', 'variant');
CREATE TYPE date_precision_code AS ENUM ('day', 'month', 'season', 'year', 'decade', 'century', 'interval', 'open_interval');
CREATE TYPE date_basis_code AS ENUM ('explicit', 'context', 'relative', 'coder');
CREATE TYPE coder_code AS ENUM ('hand', 'local', 'llm');
CREATE TYPE plover_type_code AS ENUM ('AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE', 'COOPERATE', 'AID', 'RETREAT', 'REQUEST', 'ACCUSE', 'REJECT', 'THREATEN', 'PROTEST', 'SANCTION', 'MOBILIZE', 'COERCE', 'ASSAULT');
CREATE TYPE quad_class_code AS ENUM ('verbal_cooperation', 'material_cooperation', 'verbal_conflict', 'material_conflict');
CREATE TYPE resolved_by_code AS ENUM ('direct', 'ibid', 'short_title', 'author_year', 'comment', 'unresolved');
CREATE TYPE disputed_attribute_code AS ENUM ('date', 'status', 'amount', 'quantity', 'direction', 'participants');
CREATE TYPE chosen_by_code AS ENUM ('sources', 'claims', 'order', 'people');
CREATE TYPE flag_code AS ENUM ('before_actor', 'after_actor', 'after_publication', 'reversed_interval', 'out_of_office', 'amount_without_currency', 'amount_without_scale', 'odd_years', 'outside_state_lists', 'unsettled_name', 'machine_coded', 'derived_only');
CREATE TYPE redirect_code AS ENUM ('merge', 'split', 'renamed', 'gone');
CREATE TYPE action_code AS ENUM ('merge', 'split', 'correct', 'reject');
CREATE TYPE corrected_column_code AS ENUM ('kind', 'status', 'phase', 'date_edtf', 'amount_value', 'amount_currency', 'quantity_value', 'quantity_item', 'agents', 'asserted_by', 'source', 'target', 'others');
CREATE TYPE source_type_code AS ENUM ('article', 'commentary', 'brief', 'other');
CREATE TABLE sources (
  source_id VARCHAR NOT NULL,
  source_type source_type_code NOT NULL,
  title VARCHAR NOT NULL,
  issued VARCHAR NOT NULL,
  language VARCHAR NOT NULL,
  licence VARCHAR NOT NULL,
  may_quote BOOLEAN NOT NULL,
  text_sha256 VARCHAR NOT NULL,
  n_chars BIGINT NOT NULL CHECK (n_chars >= 1),
  authors VARCHAR,
  publisher VARCHAR,
  container VARCHAR,
  doi VARCHAR,
  url VARCHAR,
  derived_from VARCHAR,
  PRIMARY KEY (source_id)
);
COMMENT ON TABLE sources IS 'Documents that claims were coded from.';
COMMENT ON COLUMN sources.source_id IS 'Short name of the source.';
COMMENT ON COLUMN sources.source_type IS 'What the document is.';
COMMENT ON COLUMN sources.title IS 'Title.';
COMMENT ON COLUMN sources.issued IS 'Date of publication. Defined by EDTF, Library of Congress 2019 (ISO 8601-2).';
COMMENT ON COLUMN sources.language IS 'Language of the text. Defined by ISO 639.';
COMMENT ON COLUMN sources.licence IS 'Terms under which the text may be used.';
COMMENT ON COLUMN sources.may_quote IS 'Whether the text''s words may be published with its claims.';
COMMENT ON COLUMN sources.text_sha256 IS 'SHA-256 of the UTF-8 bytes of the text that offsets refer to.';
COMMENT ON COLUMN sources.n_chars IS 'Length of the text. Unit: code points.';
COMMENT ON COLUMN sources.authors IS 'Authors, separated by semicolons.';
COMMENT ON COLUMN sources.publisher IS 'Publisher.';
COMMENT ON COLUMN sources.container IS 'Journal, book or site that holds the work.';
COMMENT ON COLUMN sources.doi IS 'Digital object identifier, without a resolver.';
COMMENT ON COLUMN sources.url IS 'Address on the web.';
COMMENT ON COLUMN sources.derived_from IS 'Source that this one retells; it adds no independent evidence to it.';
CREATE TABLE passages (
  passage_id VARCHAR NOT NULL,
  source_id VARCHAR NOT NULL,
  passage_role passage_role_code NOT NULL,
  char_start BIGINT NOT NULL CHECK (char_start >= 0),
  char_end BIGINT NOT NULL CHECK (char_end >= 1),
  section VARCHAR,
  page BIGINT CHECK (page >= 1),
  paragraph BIGINT CHECK (paragraph >= 0),
  PRIMARY KEY (passage_id),
  FOREIGN KEY (source_id) REFERENCES sources (source_id),
  CHECK (char_start <= char_end)
);
COMMENT ON TABLE passages IS 'Blocks of a source''s text, without gap or overlap; only of sources whose text was at hand.';
COMMENT ON COLUMN passages.passage_id IS 'Identifier of the passage: a hash of what identifies it.';
COMMENT ON COLUMN passages.source_id IS 'Short name of the source.';
COMMENT ON COLUMN passages.passage_role IS 'What the passage is.';
COMMENT ON COLUMN passages.char_start IS 'First character of the place in the source''s text. Unit: code points.';
COMMENT ON COLUMN passages.char_end IS 'Character after the last of the place. Unit: code points.';
COMMENT ON COLUMN passages.section IS 'Heading that the place stands under.';
COMMENT ON COLUMN passages.page IS 'Page, counted from 1.';
COMMENT ON COLUMN passages.paragraph IS 'Number of the logical paragraph in the source.';
CREATE TABLE works (
  work_id VARCHAR NOT NULL,
  authors VARCHAR,
  title VARCHAR,
  issued VARCHAR,
  container VARCHAR,
  url VARCHAR,
  source_id VARCHAR,
  PRIMARY KEY (work_id),
  FOREIGN KEY (source_id) REFERENCES sources (source_id)
);
COMMENT ON TABLE works IS 'Works that sources cite in notes and reference lists, with a `source_id` where one is a source of ours; only of sources whose text was at hand.';
COMMENT ON COLUMN works.work_id IS 'Identifier of the cited work: a hash of what identifies it.';
COMMENT ON COLUMN works.authors IS 'Authors, separated by semicolons.';
COMMENT ON COLUMN works.title IS 'Title.';
COMMENT ON COLUMN works.issued IS 'Date of publication. Defined by EDTF, Library of Congress 2019 (ISO 8601-2).';
COMMENT ON COLUMN works.container IS 'Journal, book or site that holds the work.';
COMMENT ON COLUMN works.url IS 'Address on the web.';
COMMENT ON COLUMN works.source_id IS 'Short name of the source.';
CREATE TABLE actors (
  actor_id VARCHAR NOT NULL,
  actor_name VARCHAR NOT NULL,
  actor_type actor_type_code NOT NULL,
  iso3 VARCHAR,
  valid_from DATE,
  valid_to DATE,
  PRIMARY KEY (actor_id),
  CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE actors IS 'States, intergovernmental organisations and armed groups.';
COMMENT ON COLUMN actors.actor_id IS 'Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.';
COMMENT ON COLUMN actors.actor_name IS 'Name of the actor.';
COMMENT ON COLUMN actors.actor_type IS 'What the actor is.';
COMMENT ON COLUMN actors.iso3 IS 'Country code; codes of past states where ISO 3166-3 has them. Defined by ISO 3166-1 alpha-3.';
COMMENT ON COLUMN actors.valid_from IS 'First day on which the row holds; empty for no known first day.';
COMMENT ON COLUMN actors.valid_to IS 'Last day on which the row holds; empty while it still holds.';
CREATE TABLE actor_names (
  name_id VARCHAR NOT NULL,
  actor_id VARCHAR NOT NULL,
  actor_name VARCHAR NOT NULL,
  name_type name_type_code NOT NULL,
  valid_from DATE,
  valid_to DATE,
  PRIMARY KEY (name_id),
  FOREIGN KEY (actor_id) REFERENCES actors (actor_id),
  CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE actor_names IS 'Names by which texts call an actor, with the time in which each means it.';
COMMENT ON COLUMN actor_names.name_id IS 'Identifier of the actor''s name: a hash of what identifies it.';
COMMENT ON COLUMN actor_names.actor_id IS 'Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.';
COMMENT ON COLUMN actor_names.actor_name IS 'Name of the actor.';
COMMENT ON COLUMN actor_names.name_type IS 'What kind of name it is.';
COMMENT ON COLUMN actor_names.valid_from IS 'First day on which the row holds; empty for no known first day.';
COMMENT ON COLUMN actor_names.valid_to IS 'Last day on which the row holds; empty while it still holds.';
CREATE TABLE state_codes (
  actor_id VARCHAR NOT NULL,
  valid_from DATE NOT NULL,
  iso3 VARCHAR,
  ccode_cow BIGINT CHECK (ccode_cow >= 2 AND ccode_cow <= 999),
  gwcode BIGINT CHECK (gwcode >= 2 AND gwcode <= 999),
  valid_to DATE,
  PRIMARY KEY (actor_id, valid_from),
  FOREIGN KEY (actor_id) REFERENCES actors (actor_id),
  CHECK (valid_from <= valid_to)
);
COMMENT ON TABLE state_codes IS 'Codes of a state in each system, with the time in which they hold. Join by code and year.';
COMMENT ON COLUMN state_codes.actor_id IS 'Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.';
COMMENT ON COLUMN state_codes.valid_from IS 'First day on which the row holds; empty for no known first day.';
COMMENT ON COLUMN state_codes.iso3 IS 'Country code; codes of past states where ISO 3166-3 has them. Defined by ISO 3166-1 alpha-3.';
COMMENT ON COLUMN state_codes.ccode_cow IS 'Correlates of War country code. Defined by Correlates of War state system.';
COMMENT ON COLUMN state_codes.gwcode IS 'Gleditsch-Ward country code. Defined by Gleditsch and Ward 1999 and updates.';
COMMENT ON COLUMN state_codes.valid_to IS 'Last day on which the row holds; empty while it still holds.';
CREATE TABLE kinds (
  kind kind_code NOT NULL,
  label VARCHAR NOT NULL,
  definition VARCHAR NOT NULL,
  is_symmetric BOOLEAN NOT NULL,
  plover_occurred plover_type_code NOT NULL,
  plover_planned plover_type_code NOT NULL,
  plover_proposed plover_type_code NOT NULL,
  plover_cancelled plover_type_code NOT NULL,
  plover_alleged plover_type_code NOT NULL,
  plover_end plover_type_code NOT NULL,
  quad_class quad_class_code NOT NULL,
  quad_class_word quad_class_code NOT NULL,
  quad_class_end quad_class_code NOT NULL,
  intensity DOUBLE NOT NULL CHECK (intensity >= -10 AND intensity <= 10),
  intensity_end DOUBLE NOT NULL CHECK (intensity_end >= -10 AND intensity_end <= 10),
  PRIMARY KEY (kind)
);
COMMENT ON TABLE kinds IS 'Kinds of act, and how they map to PLOVER, quad classes and intensity by status and phase.';
COMMENT ON COLUMN kinds.kind IS 'Kind of act.';
COMMENT ON COLUMN kinds.label IS 'Short name for people.';
COMMENT ON COLUMN kinds.definition IS 'What counts.';
COMMENT ON COLUMN kinds.is_symmetric IS 'Whether source and target may be exchanged.';
COMMENT ON COLUMN kinds.plover_occurred IS 'PLOVER type of an act of this kind that is occurred.';
COMMENT ON COLUMN kinds.plover_planned IS 'PLOVER type of an act of this kind that is planned.';
COMMENT ON COLUMN kinds.plover_proposed IS 'PLOVER type of an act of this kind that is proposed.';
COMMENT ON COLUMN kinds.plover_cancelled IS 'PLOVER type of an act of this kind that is cancelled.';
COMMENT ON COLUMN kinds.plover_alleged IS 'PLOVER type of an act of this kind that is alleged.';
COMMENT ON COLUMN kinds.plover_end IS 'PLOVER type of an act of this kind that ends something, where it occurred or is alleged. An end that is planned is AGREE and one that is proposed REQUEST where quad_class_end is cooperation, else both are THREATEN; one that is cancelled is plover_cancelled.';
COMMENT ON COLUMN kinds.quad_class IS 'Cooperation or conflict, in word or deed. Defined by CAMEO quad classes, Schrodt 2012.';
COMMENT ON COLUMN kinds.quad_class_word IS 'Quad class of an act of this kind that is planned, proposed or alleged; what is cancelled is verbal_conflict where its PLOVER type is REJECT, else verbal_cooperation, and an end that has not occurred is verbal, cooperation or conflict as quad_class_end says.';
COMMENT ON COLUMN kinds.quad_class_end IS 'Quad class of an act of this kind that ends something.';
COMMENT ON COLUMN kinds.intensity IS 'Cooperation (positive) or conflict (negative); of a fact half of what its kind has where the act is planned, proposed or alleged, 0 where it is cancelled. Unit: points of our own scale, after Goldstein 1992.';
COMMENT ON COLUMN kinds.intensity_end IS 'Intensity of an act of this kind that ends something.';
CREATE TABLE facts (
  fact_id VARCHAR NOT NULL,
  kind kind_code NOT NULL,
  plover_type plover_type_code NOT NULL,
  quad_class quad_class_code NOT NULL,
  intensity DOUBLE NOT NULL CHECK (intensity >= -10 AND intensity <= 10),
  status status_code NOT NULL,
  n_claims BIGINT NOT NULL CHECK (n_claims >= 1),
  n_sources BIGINT NOT NULL CHECK (n_sources >= 1),
  is_disputed BOOLEAN NOT NULL,
  is_anachronistic BOOLEAN NOT NULL,
  phase phase_code,
  date_edtf VARCHAR,
  date_start DATE,
  date_end DATE,
  date_precision date_precision_code,
  date_basis date_basis_code,
  amount_value DOUBLE,
  amount_currency VARCHAR,
  quantity_value DOUBLE,
  quantity_item VARCHAR,
  flags VARCHAR,
  PRIMARY KEY (fact_id),
  FOREIGN KEY (kind) REFERENCES kinds (kind),
  CHECK (date_start <= date_end),
  CHECK (n_sources <= n_claims)
);
COMMENT ON TABLE facts IS 'Acts: what claims agree to report. Values are those that most independent sources support.';
COMMENT ON COLUMN facts.fact_id IS 'Identifier of the fact: a hash of what identifies it.';
COMMENT ON COLUMN facts.kind IS 'Kind of act.';
COMMENT ON COLUMN facts.plover_type IS 'Event type. Defined by PLOVER, Halterman et al. 2023; definitions ours.';
COMMENT ON COLUMN facts.quad_class IS 'Cooperation or conflict, in word or deed. Defined by CAMEO quad classes, Schrodt 2012.';
COMMENT ON COLUMN facts.intensity IS 'Cooperation (positive) or conflict (negative); of a fact half of what its kind has where the act is planned, proposed or alleged, 0 where it is cancelled. Unit: points of our own scale, after Goldstein 1992.';
COMMENT ON COLUMN facts.status IS 'How far the act got.';
COMMENT ON COLUMN facts.n_claims IS 'Number of preferred claims that report it.';
COMMENT ON COLUMN facts.n_sources IS 'Number of independent sources that report it: a brief adds none to its origin, nor does a source that cites another of our sources for it.';
COMMENT ON COLUMN facts.is_disputed IS 'Whether its claims differ beyond what their precision explains.';
COMMENT ON COLUMN facts.is_anachronistic IS 'Whether an actor did not exist at the date, or the act lies after the publication that tells it as done.';
COMMENT ON COLUMN facts.phase IS 'Whether the act begins or ends something lasting.';
COMMENT ON COLUMN facts.date_edtf IS 'Date of the act as coded; never the date of publication. Defined by EDTF, Library of Congress 2019 (ISO 8601-2).';
COMMENT ON COLUMN facts.date_start IS 'First day on which the act may have begun, by date_edtf.';
COMMENT ON COLUMN facts.date_end IS 'Last day on which the act may have ended, by date_edtf.';
COMMENT ON COLUMN facts.date_precision IS 'How precise date_edtf is.';
COMMENT ON COLUMN facts.date_basis IS 'What the date rests on.';
COMMENT ON COLUMN facts.amount_value IS 'Sum of money, in whole units of the currency, nominal. Unit: amount_currency.';
COMMENT ON COLUMN facts.amount_currency IS 'Currency of the sum. Defined by ISO 4217.';
COMMENT ON COLUMN facts.quantity_value IS 'Number of things. Unit: quantity_item.';
COMMENT ON COLUMN facts.quantity_item IS 'The things that were counted, named as in the text.';
COMMENT ON COLUMN facts.flags IS 'Reasons for doubt, separated by semicolons: codes of `doubts.flag`, `flag:ACTOR` where it concerns one actor.';
CREATE TABLE redirects (
  redirect_id VARCHAR NOT NULL,
  old_fact_id VARCHAR NOT NULL,
  redirect redirect_code NOT NULL,
  last_version VARCHAR NOT NULL,
  new_fact_id VARCHAR,
  PRIMARY KEY (redirect_id),
  FOREIGN KEY (new_fact_id) REFERENCES facts (fact_id)
);
COMMENT ON TABLE redirects IS 'What became of facts of earlier releases that are no more, or lost claims to others. See docs/same-act.md.';
COMMENT ON COLUMN redirects.redirect_id IS 'Identifier of the redirect: a hash of what identifies it.';
COMMENT ON COLUMN redirects.old_fact_id IS 'Identifier of the fact of an earlier release: a hash of what identifies it.';
COMMENT ON COLUMN redirects.redirect IS 'What became of the earlier fact.';
COMMENT ON COLUMN redirects.last_version IS 'Last release in which the earlier fact was whole.';
COMMENT ON COLUMN redirects.new_fact_id IS 'Fact that has its claims, or some of them, now; empty if it is gone.';
CREATE TABLE fact_actors (
  fact_id VARCHAR NOT NULL,
  role role_code NOT NULL,
  actor_id VARCHAR NOT NULL,
  iso3 VARCHAR,
  ccode_cow BIGINT CHECK (ccode_cow >= 2 AND ccode_cow <= 999),
  gwcode BIGINT CHECK (gwcode >= 2 AND gwcode <= 999),
  PRIMARY KEY (fact_id, role, actor_id),
  FOREIGN KEY (fact_id) REFERENCES facts (fact_id),
  FOREIGN KEY (actor_id) REFERENCES actors (actor_id)
);
COMMENT ON TABLE fact_actors IS 'Parties of a fact, as most claims tell them; who else is named stands as `other`. Codes are those on the first, else last, possible day; undated, the ISO code of today and numbers that never changed.';
COMMENT ON COLUMN fact_actors.fact_id IS 'Identifier of the fact: a hash of what identifies it.';
COMMENT ON COLUMN fact_actors.role IS 'Part that the actor has in the act.';
COMMENT ON COLUMN fact_actors.actor_id IS 'Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.';
COMMENT ON COLUMN fact_actors.iso3 IS 'Country code; codes of past states where ISO 3166-3 has them. Defined by ISO 3166-1 alpha-3.';
COMMENT ON COLUMN fact_actors.ccode_cow IS 'Correlates of War country code. Defined by Correlates of War state system.';
COMMENT ON COLUMN fact_actors.gwcode IS 'Gleditsch-Ward country code. Defined by Gleditsch and Ward 1999 and updates.';
CREATE TABLE claims (
  claim_id VARCHAR NOT NULL,
  source_id VARCHAR NOT NULL,
  coder coder_code NOT NULL,
  coder_version VARCHAR NOT NULL,
  is_preferred BOOLEAN NOT NULL,
  kind kind_code NOT NULL,
  status status_code NOT NULL,
  char_start BIGINT NOT NULL CHECK (char_start >= 0),
  char_end BIGINT NOT NULL CHECK (char_end >= 1),
  quote_sha256 VARCHAR NOT NULL,
  fact_id VARCHAR,
  phase phase_code,
  date_edtf VARCHAR,
  date_start DATE,
  date_end DATE,
  date_precision date_precision_code,
  date_basis date_basis_code,
  amount_value DOUBLE,
  amount_currency VARCHAR,
  quantity_value DOUBLE,
  quantity_item VARCHAR,
  quote VARCHAR,
  section VARCHAR,
  page BIGINT CHECK (page >= 1),
  agents VARCHAR,
  asserted_by VARCHAR,
  confidence DOUBLE CHECK (confidence >= 0 AND confidence <= 1),
  PRIMARY KEY (claim_id),
  FOREIGN KEY (source_id) REFERENCES sources (source_id),
  FOREIGN KEY (fact_id) REFERENCES facts (fact_id),
  FOREIGN KEY (kind) REFERENCES kinds (kind),
  CHECK (char_start <= char_end),
  CHECK (date_start <= date_end)
);
COMMENT ON TABLE claims IS 'Places in sources that state an act between actors.';
COMMENT ON COLUMN claims.claim_id IS 'Identifier of the claim: a hash of what identifies it.';
COMMENT ON COLUMN claims.source_id IS 'Short name of the source.';
COMMENT ON COLUMN claims.coder IS 'Who coded the claim.';
COMMENT ON COLUMN claims.coder_version IS 'Version of the coder: changes whenever its codings may.';
COMMENT ON COLUMN claims.is_preferred IS 'Whether the source''s best-ranked coder made this claim; only such claims support facts.';
COMMENT ON COLUMN claims.kind IS 'Kind of act.';
COMMENT ON COLUMN claims.status IS 'How far the act got.';
COMMENT ON COLUMN claims.char_start IS 'First character of the place in the source''s text. Unit: code points.';
COMMENT ON COLUMN claims.char_end IS 'Character after the last of the place. Unit: code points.';
COMMENT ON COLUMN claims.quote_sha256 IS 'SHA-256 of the UTF-8 bytes of the source''s text between char_start and char_end.';
COMMENT ON COLUMN claims.fact_id IS 'Identifier of the fact: a hash of what identifies it.';
COMMENT ON COLUMN claims.phase IS 'Whether the act begins or ends something lasting.';
COMMENT ON COLUMN claims.date_edtf IS 'Date of the act as coded; never the date of publication. Defined by EDTF, Library of Congress 2019 (ISO 8601-2).';
COMMENT ON COLUMN claims.date_start IS 'First day on which the act may have begun, by date_edtf.';
COMMENT ON COLUMN claims.date_end IS 'Last day on which the act may have ended, by date_edtf.';
COMMENT ON COLUMN claims.date_precision IS 'How precise date_edtf is.';
COMMENT ON COLUMN claims.date_basis IS 'What the date rests on.';
COMMENT ON COLUMN claims.amount_value IS 'Sum of money, in whole units of the currency, nominal. Unit: amount_currency.';
COMMENT ON COLUMN claims.amount_currency IS 'Currency of the sum. Defined by ISO 4217.';
COMMENT ON COLUMN claims.quantity_value IS 'Number of things. Unit: quantity_item.';
COMMENT ON COLUMN claims.quantity_item IS 'The things that were counted, named as in the text.';
COMMENT ON COLUMN claims.quote IS 'The words between char_start and char_end, only where the source may be quoted.';
COMMENT ON COLUMN claims.section IS 'Heading that the place stands under.';
COMMENT ON COLUMN claims.page IS 'Page, counted from 1.';
COMMENT ON COLUMN claims.agents IS 'Persons or bodies who acted, as named in the text, separated by semicolons.';
COMMENT ON COLUMN claims.asserted_by IS 'To whom the text attributes the claim; empty if the author asserts it.';
COMMENT ON COLUMN claims.confidence IS 'Coder''s probability that the claim is right; for people their certainty mapped to 1/3, 2/3, 1.';
CREATE TABLE claim_actors (
  claim_id VARCHAR NOT NULL,
  role role_code NOT NULL,
  actor_id VARCHAR NOT NULL,
  agent VARCHAR,
  PRIMARY KEY (claim_id, role, actor_id),
  FOREIGN KEY (claim_id) REFERENCES claims (claim_id),
  FOREIGN KEY (actor_id) REFERENCES actors (actor_id)
);
COMMENT ON TABLE claim_actors IS 'Actors of a claim.';
COMMENT ON COLUMN claim_actors.claim_id IS 'Identifier of the claim: a hash of what identifies it.';
COMMENT ON COLUMN claim_actors.role IS 'Part that the actor has in the act.';
COMMENT ON COLUMN claim_actors.actor_id IS 'Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.';
COMMENT ON COLUMN claim_actors.agent IS 'Person or body through whom the actor acted, where the lexicon knows whose agent it is.';
CREATE TABLE citations (
  citation_id VARCHAR NOT NULL,
  source_id VARCHAR NOT NULL,
  marker VARCHAR NOT NULL,
  char_start BIGINT NOT NULL CHECK (char_start >= 0),
  char_end BIGINT NOT NULL CHECK (char_end >= 1),
  resolved_by resolved_by_code NOT NULL,
  reach_start BIGINT CHECK (reach_start >= 0),
  reach_end BIGINT CHECK (reach_end >= 1),
  work_id VARCHAR,
  passage_id VARCHAR,
  claim_id VARCHAR,
  PRIMARY KEY (citation_id),
  FOREIGN KEY (source_id) REFERENCES sources (source_id),
  FOREIGN KEY (work_id) REFERENCES works (work_id),
  FOREIGN KEY (passage_id) REFERENCES passages (passage_id),
  FOREIGN KEY (claim_id) REFERENCES claims (claim_id),
  CHECK (char_start <= char_end),
  CHECK (reach_start <= reach_end)
);
COMMENT ON TABLE citations IS 'Places that cite a work: a row for each place and work, and one for each claim that cites the work there; only of sources whose text was at hand.';
COMMENT ON COLUMN citations.citation_id IS 'Identifier of the citation: a hash of what identifies it.';
COMMENT ON COLUMN citations.source_id IS 'Short name of the source.';
COMMENT ON COLUMN citations.marker IS 'The citation as it stands in the text, or the label of its note.';
COMMENT ON COLUMN citations.char_start IS 'First character of the place in the source''s text. Unit: code points.';
COMMENT ON COLUMN citations.char_end IS 'Character after the last of the place. Unit: code points.';
COMMENT ON COLUMN citations.resolved_by IS 'How the citation was tied to its work.';
COMMENT ON COLUMN citations.reach_start IS 'First character of the words that the mark stands for; a claim that shares words with them cites the work. A mark stands for the words of its sentence before it, back to the mark before; marks with no word between them stand for the same. A name outside brackets with its year stands for the words of its sentence after it. The only marks of a paragraph, at its very end, stand for all of it. Unit: code points.';
COMMENT ON COLUMN citations.reach_end IS 'Character after the last that the mark stands for; empty where a note has no mark in the prose. Unit: code points.';
COMMENT ON COLUMN citations.work_id IS 'Identifier of the cited work: a hash of what identifies it.';
COMMENT ON COLUMN citations.passage_id IS 'Identifier of the passage: a hash of what identifies it.';
COMMENT ON COLUMN citations.claim_id IS 'Identifier of the claim: a hash of what identifies it.';
CREATE TABLE disputes (
  fact_id VARCHAR NOT NULL,
  attribute disputed_attribute_code NOT NULL,
  value VARCHAR NOT NULL,
  source_ids VARCHAR NOT NULL,
  n_claims BIGINT NOT NULL CHECK (n_claims >= 1),
  n_sources BIGINT NOT NULL CHECK (n_sources >= 1),
  is_chosen BOOLEAN NOT NULL,
  chosen_by chosen_by_code,
  PRIMARY KEY (fact_id, attribute, value),
  FOREIGN KEY (fact_id) REFERENCES facts (fact_id)
);
COMMENT ON TABLE disputes IS 'Values on which the claims of a fact differ, one row a value.';
COMMENT ON COLUMN disputes.fact_id IS 'Identifier of the fact: a hash of what identifies it.';
COMMENT ON COLUMN disputes.attribute IS 'What the claims differ on.';
COMMENT ON COLUMN disputes.value IS 'One of the values reported.';
COMMENT ON COLUMN disputes.source_ids IS 'Short names of the sources that report the value, separated by semicolons.';
COMMENT ON COLUMN disputes.n_claims IS 'Number of preferred claims that report it.';
COMMENT ON COLUMN disputes.n_sources IS 'Number of independent sources that report it: a brief adds none to its origin, nor does a source that cites another of our sources for it.';
COMMENT ON COLUMN disputes.is_chosen IS 'Whether the fact shows this value.';
COMMENT ON COLUMN disputes.chosen_by IS 'The rule by which the fact shows this value; empty if not chosen.';
CREATE TABLE doubts (
  doubt_id VARCHAR NOT NULL,
  flag flag_code NOT NULL,
  reason VARCHAR NOT NULL,
  fact_id VARCHAR,
  claim_id VARCHAR,
  actor_id VARCHAR,
  source_id VARCHAR,
  char_start BIGINT CHECK (char_start >= 0),
  char_end BIGINT CHECK (char_end >= 1),
  PRIMARY KEY (doubt_id),
  FOREIGN KEY (fact_id) REFERENCES facts (fact_id),
  FOREIGN KEY (claim_id) REFERENCES claims (claim_id),
  FOREIGN KEY (actor_id) REFERENCES actors (actor_id),
  FOREIGN KEY (source_id) REFERENCES sources (source_id),
  CHECK (char_start <= char_end)
);
COMMENT ON TABLE doubts IS 'Reasons for doubt: of facts, their claims, and places in a source''s text. `facts.flags` has them in short.';
COMMENT ON COLUMN doubts.doubt_id IS 'Identifier of the reason for doubt: a hash of what identifies it.';
COMMENT ON COLUMN doubts.flag IS 'What kind of doubt it is.';
COMMENT ON COLUMN doubts.reason IS 'Why: the row was refused, the doubt arose, the decision was made.';
COMMENT ON COLUMN doubts.fact_id IS 'Identifier of the fact: a hash of what identifies it.';
COMMENT ON COLUMN doubts.claim_id IS 'Identifier of the claim: a hash of what identifies it.';
COMMENT ON COLUMN doubts.actor_id IS 'Code of the actor: ISO 3166-1 alpha-3 for states, acronyms and names in capitals for others.';
COMMENT ON COLUMN doubts.source_id IS 'Short name of the source.';
COMMENT ON COLUMN doubts.char_start IS 'First character of the place in the source''s text. Unit: code points.';
COMMENT ON COLUMN doubts.char_end IS 'Character after the last of the place. Unit: code points.';
CREATE TABLE decisions (
  decision_id VARCHAR NOT NULL,
  action action_code NOT NULL,
  claim_id VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  decided_by VARCHAR NOT NULL,
  decided_on DATE NOT NULL,
  other_claim_id VARCHAR,
  column_name corrected_column_code,
  corrected_value VARCHAR,
  value_before VARCHAR,
  PRIMARY KEY (decision_id)
);
COMMENT ON TABLE decisions IS 'What people decided after the coding, each applied to the claims named; rejected claims are in `rejects`.';
COMMENT ON COLUMN decisions.decision_id IS 'Identifier of the decision: a hash of what identifies it.';
COMMENT ON COLUMN decisions.action IS 'What was decided.';
COMMENT ON COLUMN decisions.claim_id IS 'Identifier of the claim: a hash of what identifies it.';
COMMENT ON COLUMN decisions.reason IS 'Why: the row was refused, the doubt arose, the decision was made.';
COMMENT ON COLUMN decisions.decided_by IS 'Who decided.';
COMMENT ON COLUMN decisions.decided_on IS 'Day of the decision.';
COMMENT ON COLUMN decisions.other_claim_id IS 'Identifier of the second claim that a decision names: a hash of what identifies it.';
COMMENT ON COLUMN decisions.column_name IS 'What was corrected in the claim.';
COMMENT ON COLUMN decisions.corrected_value IS 'The right value; empty if the claim has none.';
COMMENT ON COLUMN decisions.value_before IS 'The value as coded, before the correction; empty if it had none.';
CREATE TABLE dyad_years (
  source_actor VARCHAR NOT NULL,
  target_actor VARCHAR NOT NULL,
  year BIGINT NOT NULL CHECK (year >= 1 AND year <= 9999),
  n_facts BIGINT NOT NULL CHECK (n_facts >= 1),
  mean_intensity DOUBLE NOT NULL CHECK (mean_intensity >= -10 AND mean_intensity <= 10),
  n_verbal_cooperation BIGINT NOT NULL CHECK (n_verbal_cooperation >= 0),
  n_material_cooperation BIGINT NOT NULL CHECK (n_material_cooperation >= 0),
  n_verbal_conflict BIGINT NOT NULL CHECK (n_verbal_conflict >= 0),
  n_material_conflict BIGINT NOT NULL CHECK (n_material_conflict >= 0),
  n_visit BIGINT NOT NULL CHECK (n_visit >= 0),
  n_meeting BIGINT NOT NULL CHECK (n_meeting >= 0),
  n_invitation BIGINT NOT NULL CHECK (n_invitation >= 0),
  n_diplomatic_relations BIGINT NOT NULL CHECK (n_diplomatic_relations >= 0),
  n_agreement BIGINT NOT NULL CHECK (n_agreement >= 0),
  n_joint_body BIGINT NOT NULL CHECK (n_joint_body >= 0),
  n_membership BIGINT NOT NULL CHECK (n_membership >= 0),
  n_support BIGINT NOT NULL CHECK (n_support >= 0),
  n_opposition BIGINT NOT NULL CHECK (n_opposition >= 0),
  n_mediation BIGINT NOT NULL CHECK (n_mediation >= 0),
  n_threat BIGINT NOT NULL CHECK (n_threat >= 0),
  n_aid BIGINT NOT NULL CHECK (n_aid >= 0),
  n_trade BIGINT NOT NULL CHECK (n_trade >= 0),
  n_investment BIGINT NOT NULL CHECK (n_investment >= 0),
  n_sanction BIGINT NOT NULL CHECK (n_sanction >= 0),
  n_arms_transfer BIGINT NOT NULL CHECK (n_arms_transfer >= 0),
  n_military_cooperation BIGINT NOT NULL CHECK (n_military_cooperation >= 0),
  n_military_exercise BIGINT NOT NULL CHECK (n_military_exercise >= 0),
  n_armed_conflict BIGINT NOT NULL CHECK (n_armed_conflict >= 0),
  n_proxy_support BIGINT NOT NULL CHECK (n_proxy_support >= 0),
  n_withdrawal BIGINT NOT NULL CHECK (n_withdrawal >= 0),
  PRIMARY KEY (source_actor, target_actor, year),
  FOREIGN KEY (source_actor) REFERENCES actors (actor_id),
  FOREIGN KEY (target_actor) REFERENCES actors (actor_id)
);
COMMENT ON TABLE dyad_years IS 'Directed pairs of actors by year: facts that occurred in one year; no anachronisms, nothing only briefs tell.';
COMMENT ON COLUMN dyad_years.source_actor IS 'Actor that acts.';
COMMENT ON COLUMN dyad_years.target_actor IS 'Actor acted on, or with.';
COMMENT ON COLUMN dyad_years.year IS 'Year.';
COMMENT ON COLUMN dyad_years.n_facts IS 'Number of facts that occurred and can be dated to the year.';
COMMENT ON COLUMN dyad_years.mean_intensity IS 'Mean intensity of these facts.';
COMMENT ON COLUMN dyad_years.n_verbal_cooperation IS 'Number of these facts that are verbal cooperation.';
COMMENT ON COLUMN dyad_years.n_material_cooperation IS 'Number of these facts that are material cooperation.';
COMMENT ON COLUMN dyad_years.n_verbal_conflict IS 'Number of these facts that are verbal conflict.';
COMMENT ON COLUMN dyad_years.n_material_conflict IS 'Number of these facts that are material conflict.';
COMMENT ON COLUMN dyad_years.n_visit IS 'Number of these facts of kind visit.';
COMMENT ON COLUMN dyad_years.n_meeting IS 'Number of these facts of kind meeting.';
COMMENT ON COLUMN dyad_years.n_invitation IS 'Number of these facts of kind invitation.';
COMMENT ON COLUMN dyad_years.n_diplomatic_relations IS 'Number of these facts of kind diplomatic_relations.';
COMMENT ON COLUMN dyad_years.n_agreement IS 'Number of these facts of kind agreement.';
COMMENT ON COLUMN dyad_years.n_joint_body IS 'Number of these facts of kind joint_body.';
COMMENT ON COLUMN dyad_years.n_membership IS 'Number of these facts of kind membership.';
COMMENT ON COLUMN dyad_years.n_support IS 'Number of these facts of kind support.';
COMMENT ON COLUMN dyad_years.n_opposition IS 'Number of these facts of kind opposition.';
COMMENT ON COLUMN dyad_years.n_mediation IS 'Number of these facts of kind mediation.';
COMMENT ON COLUMN dyad_years.n_threat IS 'Number of these facts of kind threat.';
COMMENT ON COLUMN dyad_years.n_aid IS 'Number of these facts of kind aid.';
COMMENT ON COLUMN dyad_years.n_trade IS 'Number of these facts of kind trade.';
COMMENT ON COLUMN dyad_years.n_investment IS 'Number of these facts of kind investment.';
COMMENT ON COLUMN dyad_years.n_sanction IS 'Number of these facts of kind sanction.';
COMMENT ON COLUMN dyad_years.n_arms_transfer IS 'Number of these facts of kind arms_transfer.';
COMMENT ON COLUMN dyad_years.n_military_cooperation IS 'Number of these facts of kind military_cooperation.';
COMMENT ON COLUMN dyad_years.n_military_exercise IS 'Number of these facts of kind military_exercise.';
COMMENT ON COLUMN dyad_years.n_armed_conflict IS 'Number of these facts of kind armed_conflict.';
COMMENT ON COLUMN dyad_years.n_proxy_support IS 'Number of these facts of kind proxy_support.';
COMMENT ON COLUMN dyad_years.n_withdrawal IS 'Number of these facts of kind withdrawal.';
CREATE TABLE rejects (
  reject_id VARCHAR NOT NULL,
  table_name VARCHAR NOT NULL,
  reason VARCHAR NOT NULL,
  row_json VARCHAR NOT NULL,
  PRIMARY KEY (reject_id)
);
COMMENT ON TABLE rejects IS 'Rows that could not be used, each with its reason.';
COMMENT ON COLUMN rejects.reject_id IS 'Identifier of the rejected row: a hash of what identifies it.';
COMMENT ON COLUMN rejects.table_name IS 'Table that the row was meant for; `document` for a place in a text that could not be tied up.';
COMMENT ON COLUMN rejects.reason IS 'Why: the row was refused, the doubt arose, the decision was made.';
COMMENT ON COLUMN rejects.row_json IS 'The row, as JSON.';
CREATE VIEW dyad_facts AS SELECT f.fact_id, s.actor_id AS source_actor, t.actor_id AS target_actor, s.iso3 AS source_iso3, t.iso3 AS target_iso3, s.ccode_cow AS source_ccode_cow, t.ccode_cow AS target_ccode_cow, s.gwcode AS source_gwcode, t.gwcode AS target_gwcode, f.kind, f.status, f.phase, f.plover_type, f.quad_class, f.intensity, f.date_edtf, f.date_start, f.date_end, f.date_precision, f.amount_value, f.amount_currency, f.quantity_value, f.quantity_item, f.n_claims, f.n_sources, f.is_disputed, f.is_anachronistic, f.flags FROM facts f JOIN kinds k ON k.kind = f.kind JOIN fact_actors s ON s.fact_id = f.fact_id AND s.role <> 'other' JOIN fact_actors t ON t.fact_id = f.fact_id AND t.role <> 'other' AND t.actor_id <> s.actor_id WHERE (s.role = 'source' AND t.role = 'target') OR k.is_symmetric OR NOT EXISTS (SELECT 1 FROM fact_actors x WHERE x.fact_id = f.fact_id AND x.role = 'target') QUALIFY row_number() OVER (PARTITION BY f.fact_id, s.actor_id, t.actor_id) = 1;
COMMENT ON VIEW dyad_facts IS 'Facts by directed pair of parties, with codes at the fact''s date; symmetric acts stand in both directions.';
CREATE VIEW timeline AS SELECT f.date_start, f.date_end, f.date_edtf, f.kind, f.status, string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'source') AS sources, string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'target') AS targets, string_agg(a.actor_id, ', ' ORDER BY a.actor_id) FILTER (a.role = 'other') AS others, f.amount_value, f.amount_currency, f.quantity_value, f.quantity_item, f.n_sources, f.is_disputed, f.flags, f.fact_id FROM facts f JOIN fact_actors a ON a.fact_id = f.fact_id WHERE f.date_start IS NOT NULL OR f.date_end IS NOT NULL GROUP BY ALL ORDER BY f.date_start NULLS LAST, f.date_end, f.fact_id;
COMMENT ON VIEW timeline IS 'Dated facts in order of time, the parties written out.';
