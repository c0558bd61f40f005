//! `[needs.retrieval]`: finding what the model is to know (F25).
//!
//! The parts are the same on both services: embedding of the corpus and of each query, a vector store,
//! perhaps a reranker, which counts every 100 chunks begun as a query. A knowledge base of Amazon Bedrock
//! has no fee of its own; a managed one has one price for storage and retrievals instead (Amazon Bedrock
//! pricing page). The chunks found are part of the prompt, so of `workload.input_tokens`.
//!
//! A query of Amazon S3 Vectors is paid by the request and by the data it searches: every vector of the
//! index with its key and filterable metadata, at a price for the first 100,000 vectors, a lower one up to
//! 10,000,000 and another beyond. What it returns is free up to 512 KB a query, and not counted (Amazon S3
//! pricing page, Vectors).

use super::{
    Around, Charging, Month, Need, Service,
    charging::{gib, of, or_one},
};
use crate::{
    plan::{Notes, Reason},
    schema::{Number, Placed, Problem, boolean, choice, choices, money, number, record, text},
    units::{
        AgenticRetrievals, DataGib, DataInGib, Exact, GibMonths, InputTokens, InstanceHours,
        Months, OcuHours, OutputTokens, Pages, Queries, Requests, Retrievals, bounds,
    },
};

/// Chunks that a reranker takes for one query.
const CHUNKS_PER_QUERY: u64 = 100;
/// The steps of what searching an index of Amazon S3 Vectors costs: the variant of the row, and the vectors
/// at which it ends, if it does (Amazon S3 pricing page).
const VECTOR_STEPS: [(&str, Option<u64>); 3] = [
    ("first-100000-vectors", Some(100_000)),
    ("to-10000000-vectors", Some(10_000_000)),
    ("above-10000000-vectors", None),
];

choices! {
    /// Where vectors are kept and searched.
    pub enum Store {
        /// A collection of Amazon OpenSearch Serverless whose compute units are never none.
        OpenSearchClassic = "opensearch-serverless-classic",
        /// A collection group of Amazon OpenSearch Serverless that may scale to zero.
        OpenSearchNextGen = "opensearch-serverless-nextgen",
        /// Vector buckets of Amazon S3.
        S3Vectors = "s3-vectors",
        /// Amazon Aurora with pgvector, at a price of one's own.
        Aurora = "aurora",
        /// Amazon Kendra, at a price of one's own.
        Kendra = "kendra",
        /// Anything else, at a price of one's own.
        External = "external",
    }
}

record! {
    /// Finding what the model is to know.
    pub struct Fields {
        /// Whether it is a managed knowledge base, which embeds, stores and searches at its own prices.
        managed: Option<bool> = boolean().default("false"),
        /// Tokens of the corpus, embedded once.
        corpus_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Share of the corpus parsed and embedded again each month.
        updated_share_per_month: Option<Number> = number(&bounds::FACTOR).default("0"),
        /// The model that embeds: a model of the catalog, called on Amazon Bedrock from both services.
        embedding_model: Option<String> = text(),
        /// An instance type of one's own that embeds for plans on SageMaker AI instead.
        embedding_instance: Option<String> = text(),
        /// How many of them.
        embedding_instance_count: Option<Number> = number(&bounds::POSITIVE_COUNT).default("1"),
        /// Pages that Bedrock Data Automation parses, once.
        parsed_pages: Option<Number> = number(&bounds::ANY_COUNT).unit("pages").default("0"),
        /// The model that parses documents or finds the entities of a graph in them, once: a model of the catalog.
        ingestion_model: Option<String> = text(),
        /// Tokens it reads for the whole corpus.
        ingestion_input_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Tokens it writes for it.
        ingestion_output_tokens: Option<Number> = number(&bounds::ANY_COUNT).unit("tokens").default("0"),
        /// Retrievals of a request.
        queries_per_request: Option<Number> = number(&bounds::FACTOR).default("1"),
        /// Share of the retrievals of a managed knowledge base that are agentic.
        agentic_share: Option<Number> = number(&bounds::SHARE).default("0"),
        /// Tokens of a query, embedded.
        query_tokens: Option<Number> = number(&bounds::TOKENS).unit("tokens").default("0"),
        /// The model that reranks what was found: a model of the catalog with a price by the query.
        rerank_model: Option<String> = text(),
        /// Chunks that are reranked for a query.
        rerank_chunks: Option<Number> = number(&bounds::TOKENS).unit("chunks").default("0"),
        /// Where vectors are kept.
        vector_store: Option<Store> = choice::<Store>(),
        /// GiB of vectors with their metadata; of a managed knowledge base, of its data.
        store_gib: Option<Number> = number(&bounds::ANY_COUNT).unit("GiB").default("0"),
        /// Vectors of an index of Amazon S3 Vectors, all of which a query searches.
        vectors_per_index: Option<Number> = number(&bounds::ANY_COUNT).unit("vectors"),
        /// KiB of such a vector that is searched: 4 bytes a dimension, its key and its filterable metadata.
        vector_kib: Option<Number> = number(&bounds::KIB).unit("KiB"),
        /// Whether a classic collection has standby replicas: its floor doubles.
        redundancy: Option<bool> = boolean().default("true"),
        /// Whether a classic collection has scaled down to half units; when it is made it has whole ones.
        half_ocus: Option<bool> = boolean().default("true"),
        /// Compute units that indexing and search of a classic collection take together; below its floor the floor is paid.
        ocus: Option<Number> = number(&bounds::ANY_COUNT).unit("OCUs").default("0"),
        /// Hours of compute units that a next-generation collection group is awake for in a month.
        ocu_hours_per_month: Option<Number> = number(&bounds::HOURS).unit("OCU-hours"),
        /// What the vector store costs a month, instead of any other price of it.
        store_usd_per_month: Option<Number> = money(&bounds::USD).unit("USD"),
    }
}

/// Retrieval.
#[derive(Debug)]
pub(super) struct Retrieval {
    fields: Fields,
}

impl Retrieval {
    pub(super) fn new(fields: &Placed<Fields>, problems: &mut Vec<Problem>) -> Self {
        let mut wrong = |message: &str, help: &str| {
            problems.push(Problem::new(fields.places.of_table(), message).help(help));
        };
        let is_managed = fields.managed == Some(true);
        match fields.vector_store {
            None if !is_managed => wrong(
                "retrieval needs a vector store",
                "give vector_store, such as \"opensearch-serverless-classic\" or \"s3-vectors\"",
            ),
            None if fields.store_usd_per_month.is_some() => wrong(
                "a managed knowledge base has its own prices",
                "leave out store_usd_per_month, or managed",
            ),
            Some(_) if is_managed => wrong(
                "a managed knowledge base has its own store",
                "leave out vector_store, or managed",
            ),
            Some(Store::Aurora | Store::Kendra | Store::External)
                if fields.store_usd_per_month.is_none() =>
            {
                wrong(
                    "there is no price of this vector store",
                    "give store_usd_per_month",
                );
            }
            Some(Store::OpenSearchNextGen)
                if fields.store_usd_per_month.is_none() && fields.ocu_hours_per_month.is_none() =>
            {
                wrong(
                    "how long a next-generation collection group is awake is not known",
                    "give ocu_hours_per_month, or store_usd_per_month",
                );
            }
            Some(Store::S3Vectors)
                if fields.store_usd_per_month.is_none()
                    && (fields.vectors_per_index.is_none() || fields.vector_kib.is_none()) =>
            {
                wrong(
                    "a query of S3 Vectors is paid by what it searches, which is not said",
                    "give vectors_per_index and vector_kib, or store_usd_per_month",
                );
            }
            _ => {}
        }
        let ingests = [
            &fields.ingestion_input_tokens,
            &fields.ingestion_output_tokens,
        ];
        let ingests = ingests.into_iter().any(|tokens| of(tokens).is_positive());
        if ingests && fields.ingestion_model.is_none() {
            wrong(
                "which model reads the corpus is not said",
                "give ingestion_model",
            );
        }
        let embeds = [&fields.corpus_tokens, &fields.query_tokens];
        let embeds = embeds.into_iter().any(|tokens| of(tokens).is_positive());
        if embeds && !is_managed && fields.embedding_model.is_none() {
            wrong("which model embeds is not said", "give embedding_model");
        }
        if fields.rerank_model.is_some() && !of(&fields.rerank_chunks).is_positive() {
            wrong(
                "how many chunks are reranked is not said",
                "give rerank_chunks",
            );
        }
        Self {
            fields: (**fields).clone(),
        }
    }

    fn queries(&self, month: &Month<'_>) -> Exact {
        month.requests * &or_one(&self.fields.queries_per_request)
    }

    /// The floor of a classic collection: a unit each for indexing and search, of which each is half a
    /// unit once it has scaled down, and as much again as a standby: 4 when it is made, 2 later, half of
    /// either without standby replicas (Amazon `OpenSearch` Service developer guide, "Managing capacity
    /// limits", <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-scaling.html>).
    fn floor_ocus(&self) -> Exact {
        let halves: u64 = if self.fields.half_ocus == Some(false) {
            4
        } else {
            2
        };
        let replicas: u64 = if self.fields.redundancy == Some(false) {
            1
        } else {
            2
        };
        Exact::ratio(halves * replicas, 2).unwrap_or_else(Exact::one)
    }

    fn embed(&self, charging: &mut Charging<'_>, id: &str, name: &str, tokens: Exact) {
        let model = self.fields.embedding_model.as_deref().unwrap_or_default();
        charging.on_demand::<InputTokens>(id, name, tokens, &(model, None));
    }

    /// Whether an instance of one's own embeds.
    fn has_own_embedding(&self, charging: &Charging<'_>) -> bool {
        charging.service() == Service::SageMaker && self.fields.embedding_instance.is_some()
    }

    fn charge_managed(&self, charging: &mut Charging<'_>, queries: &Exact) {
        let item = "managed-knowledge-base";
        let row = ("bedrock", item, "knowledge-bases-managed", "");
        let share = of(&self.fields.agentic_share);
        let agentic = queries * &share;
        charging.listed::<GibMonths>(
            "managed-storage",
            "Managed knowledge base, data",
            of(&self.fields.store_gib),
            row,
        );
        charging.listed::<Retrievals>(
            "retrievals",
            "Managed knowledge base, retrievals",
            queries.clone(),
            row,
        );
        charging.listed::<AgenticRetrievals>(
            "agentic-retrievals",
            "Managed knowledge base, agentic retrievals",
            agentic,
            row,
        );
    }

    fn charge_store(&self, charging: &mut Charging<'_>, queries: &Exact, notes: &mut Notes) {
        if let Some(usd) = &self.fields.store_usd_per_month {
            let price = ("store_usd_per_month", usd, 1);
            return charging.own::<Months>("store", "Vector store", Exact::one(), price);
        }
        match self.fields.vector_store {
            Some(Store::OpenSearchClassic) => self.charge_classic(charging, notes),
            Some(Store::OpenSearchNextGen) => self.charge_nextgen(charging, notes),
            Some(Store::S3Vectors) => self.charge_s3_vectors(charging, queries),
            Some(Store::Aurora | Store::Kendra | Store::External) | None => {}
        }
    }

    fn charge_classic(&self, charging: &mut Charging<'_>, notes: &mut Notes) {
        let floor = self.floor_ocus();
        let ocus = of(&self.fields.ocus).max(floor.clone());
        if ocus == floor {
            notes.warn(
                "vector-store-floor",
                charging.field("vector_store"),
                format!(
                    "a classic collection of OpenSearch Serverless never has fewer than {} compute units: they are paid whether anything is asked or not",
                    crate::units::grouped(&floor, 1)
                ),
            );
        }
        let hours = charging.hours_per_month();
        self.charge_opensearch(charging, "opensearch-serverless", ocus * hours);
    }

    /// Compute units of a next-generation collection group scale to zero after 10 minutes without requests,
    /// which cannot be set otherwise; the first request after that takes 10 to 30 seconds (Amazon
    /// `OpenSearch` Service developer guide, "Scale to zero",
    /// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-scale-to-zero.html>).
    fn charge_nextgen(&self, charging: &mut Charging<'_>, notes: &mut Notes) {
        notes.warn(
            "slow-first-retrieval",
            charging.field("vector_store"),
            "a next-generation collection group sleeps after 10 minutes without requests: the first one then takes 10 to 30 seconds",
        );
        let awake = of(&self.fields.ocu_hours_per_month);
        self.charge_opensearch(charging, "opensearch-serverless-nextgen", awake);
    }

    fn charge_opensearch(&self, charging: &mut Charging<'_>, item: &str, ocu_hours: Exact) {
        let row = ("opensearch", item, "on-demand", "");
        let name = "OpenSearch Serverless, compute units";
        charging.listed::<OcuHours>("ocu-hours", name, ocu_hours, row);
        let store = of(&self.fields.store_gib);
        charging.listed::<GibMonths>("store", "OpenSearch Serverless, storage", store, row);
    }

    fn charge_s3_vectors(&self, charging: &mut Charging<'_>, queries: &Exact) {
        let fields = &self.fields;
        let store = of(&fields.store_gib);
        let written = &store * &of(&fields.updated_share_per_month);
        let row = ("s3", "s3-vectors", "storage", "");
        charging.listed::<GibMonths>("store", "S3 Vectors, storage", store, row);
        charging.listed::<DataInGib>("store-writes", "S3 Vectors, vectors written", written, row);
        let row = ("s3", "s3-vectors", "requests", "");
        charging.listed::<Requests>("store-queries", "S3 Vectors, queries", queries.clone(), row);
        let vectors = of(&fields.vectors_per_index);
        let mut begin = Exact::zero();
        for (variant, end) in VECTOR_STEPS {
            let end = end.map_or_else(|| vectors.clone(), |end| vectors.clone().min(end.into()));
            let searched = (&end - &begin).max(Exact::zero()) * of(&fields.vector_kib);
            let row = ("s3", "s3-vectors", "requests", variant);
            charging.listed::<DataGib>(
                &format!("store-searched-{variant}"),
                format!("S3 Vectors, data searched, {}", variant.replace('-', " ")),
                gib(&searched) * queries,
                row,
            );
            begin = end.max(begin);
        }
    }

    /// Parsing and reading so much of the corpus: a whole one is 1.
    fn ingest(&self, charging: &mut Charging<'_>, share: &Exact, when: &str, suffix: &str) {
        let fields = &self.fields;
        let row = (
            "bedrock",
            "data-automation-documents",
            "data-automation",
            "standard-output",
        );
        let pages = of(&fields.parsed_pages) * share;
        let name = format!("Data Automation, pages parsed{when}");
        charging.listed::<Pages>(&format!("parsing{suffix}"), name, pages, row);
        let Some(model) = fields.ingestion_model.as_deref() else {
            return;
        };
        charging.on_demand::<InputTokens>(
            &format!("ingestion-input{suffix}"),
            format!("Reading the corpus, input tokens{when}"),
            of(&fields.ingestion_input_tokens) * share,
            &(model, None),
        );
        charging.on_demand::<OutputTokens>(
            &format!("ingestion-output{suffix}"),
            format!("Reading the corpus, output tokens{when}"),
            of(&fields.ingestion_output_tokens) * share,
            &(model, None),
        );
    }
}

impl Need for Retrieval {
    fn refusals(&self, around: &Around<'_>, _: &mut Notes) -> Vec<Reason> {
        let models = [
            ("embedding_model", &self.fields.embedding_model),
            ("rerank_model", &self.fields.rerank_model),
            ("ingestion_model", &self.fields.ingestion_model),
        ];
        let unknown = models.into_iter().filter_map(|(field, model)| {
            around.unknown_model(model.as_deref(), &format!("needs.retrieval.{field}"))
        });
        unknown.collect()
    }

    fn month(&self, charging: &mut Charging<'_>, month: &Month<'_>, notes: &mut Notes) {
        notes.assume("The chunks found are part of workload.input_tokens (needs.retrieval).");
        let fields = &self.fields;
        let queries = self.queries(month);
        if fields.managed == Some(true) {
            return self.charge_managed(charging, &queries);
        }
        if charging.service() == Service::Bedrock {
            let row = ("bedrock", "knowledge-base", "knowledge-bases", "");
            charging.listed::<Months>("knowledge-base", "Knowledge base", Exact::one(), row);
        }
        let updated = of(&fields.updated_share_per_month);
        self.ingest(charging, &updated, ", changed documents", "");
        if self.has_own_embedding(charging) {
            let instance = fields.embedding_instance.as_deref().unwrap_or_default();
            let hours = or_one(&fields.embedding_instance_count) * charging.hours_per_month();
            let row = ("sagemaker", instance, "hosting", "");
            charging.listed::<InstanceHours>("embedding-hours", "Embedding endpoint", hours, row);
        } else {
            let updated = of(&fields.corpus_tokens) * updated;
            self.embed(charging, "updates", "Embedding, changed documents", updated);
            self.embed(
                charging,
                "queries",
                "Embedding, queries",
                of(&fields.query_tokens) * &queries,
            );
        }
        if let Some(model) = &fields.rerank_model {
            let chunks = of(&fields.rerank_chunks).checked_div(&Exact::from(CHUNKS_PER_QUERY));
            let each = chunks
                .and_then(|chunks| chunks.ceil())
                .map_or_else(Exact::one, Exact::from);
            charging.on_demand::<Queries>("rerank", "Reranking", &queries * &each, &(model, None));
        }
        self.charge_store(charging, &queries, notes);
    }

    fn once(&self, charging: &mut Charging<'_>, _: &mut Notes) {
        if self.fields.managed == Some(true) {
            return;
        }
        self.ingest(charging, &Exact::one(), ", once", "-first");
        if !self.has_own_embedding(charging) {
            let corpus = of(&self.fields.corpus_tokens);
            self.embed(charging, "ingestion", "Embedding, the corpus, once", corpus);
        }
        if self.fields.vector_store == Some(Store::S3Vectors)
            && self.fields.store_usd_per_month.is_none()
        {
            let row = ("s3", "s3-vectors", "storage", "");
            charging.listed::<DataInGib>(
                "store-first-writes",
                "S3 Vectors, vectors written, once",
                of(&self.fields.store_gib),
                row,
            );
        }
    }
}
