//! Architectures: the dimensions of a model that decide what it costs to run.

use super::table;

/// How the keys and values of earlier tokens are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// Every layer keeps every token.
    Full {
        /// Heads whose keys and values are kept.
        kv_heads: u32,
    },
    /// Some layers keep only the last tokens.
    Windowed {
        /// Heads whose keys and values are kept.
        kv_heads: u32,
        /// Layers that keep every token.
        full_layers: u32,
        /// Tokens the other layers keep.
        window: u32,
    },
    /// One compressed vector a token and layer, the same for all heads (multi-head latent attention).
    Latent,
}

/// The experts of a mixture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Experts {
    /// How many there are in a layer.
    pub count: u32,
    /// How many a token visits.
    pub per_token: u32,
    /// Their inner width.
    pub width: u32,
    /// Layers without experts, at the front.
    pub dense_layers: u32,
}

/// A row of the architecture table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Architecture {
    /// Its name, as in the `architecture` column of the model table.
    pub name: String,
    /// The weights it was read from, on Hugging Face.
    pub weights: String,
    /// Number format they are published in, as the throughput table writes it.
    pub precision: String,
    /// How earlier tokens are kept.
    pub attention: Attention,
    /// Layers.
    pub layers: u32,
    /// Width between layers.
    pub hidden: u32,
    /// Query heads.
    pub heads: u32,
    /// Width of a head's query and key.
    pub head_dim: u32,
    /// Entries of the vocabulary.
    pub vocab: u32,
    /// Whether one matrix embeds tokens and scores the next one.
    pub tied_embeddings: bool,
    /// Its experts, if it is a mixture.
    pub experts: Option<Experts>,
    /// All parameters.
    pub parameters: u64,
    /// Parameters a token visits.
    pub active_parameters: u64,
    /// Parameters of matrix products: all but the look-up of embeddings.
    pub matmul_parameters: u64,
    /// Those of them a token visits.
    pub active_matmul_parameters: u64,
    /// Numbers kept for each token, all layers together, were every layer to keep it.
    pub kv_elements_per_token: u64,
    /// Keys of the sources table, `;` between.
    pub sources: String,
    /// What a user must know about it.
    pub note: String,
}

/// The columns, in order.
const HEADER: &str = "architecture,weights,precision,attention,layers,hidden,heads,kv_heads,head_dim,\
vocab,tied_embeddings,experts,experts_per_token,expert_intermediate,dense_layers,parameters,\
active_parameters,matmul_parameters,active_matmul_parameters,kv_elements_per_token,\
full_attention_layers,window,source,note";

/// Whether the text begins with the header this reader knows.
pub(super) fn has_header(text: &str) -> bool {
    text.lines().next() == Some(HEADER)
}

/// The architecture on the first of `lines`; `None` if there is none, or a number of it is damaged.
pub(super) fn parse(lines: &str) -> Option<Architecture> {
    let record = table::records(lines).next()?;
    let field = |at: usize| record.get(at).unwrap_or_default();
    let number = |at: usize| field(at).parse::<u32>().ok();
    let count = |at: usize| field(at).parse::<u64>().ok();
    let attention = match field(3) {
        "full" => Attention::Full {
            kv_heads: number(7)?,
        },
        "windowed" => Attention::Windowed {
            kv_heads: number(7)?,
            full_layers: number(20)?,
            window: number(21)?,
        },
        "latent" => Attention::Latent,
        _ => return None,
    };
    let experts = if field(11).is_empty() {
        None
    } else {
        Some(Experts {
            count: number(11)?,
            per_token: number(12)?,
            width: number(13)?,
            dense_layers: number(14)?,
        })
    };
    Some(Architecture {
        name: field(0).to_owned(),
        weights: field(1).to_owned(),
        precision: field(2).to_owned(),
        attention,
        layers: number(4)?,
        hidden: number(5)?,
        heads: number(6)?,
        head_dim: number(8)?,
        vocab: number(9)?,
        tied_embeddings: field(10) == "1",
        experts,
        parameters: count(15)?,
        active_parameters: count(16)?,
        matmul_parameters: count(17)?,
        active_matmul_parameters: count(18)?,
        kv_elements_per_token: count(19)?,
        sources: field(22).to_owned(),
        note: field(23).to_owned(),
    })
}
