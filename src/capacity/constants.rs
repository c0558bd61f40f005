//! The constants of the analytic model, and where they come from.

/// How far hardware stays below its data sheet, and what an engine adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// Share of the memory bandwidth that is reached while decoding.
    pub bandwidth_share: f64,
    /// Share of the arithmetic that is reached in prefill.
    pub prefill_share: f64,
    /// Share of the arithmetic that is reached while decoding.
    pub decode_share: f64,
    /// Seconds of one hop of an all-reduce.
    pub hop_seconds: f64,
    /// Share of the link's bandwidth that is reached.
    pub link_share: f64,
    /// Seconds a step takes whatever is in it.
    pub step_seconds: f64,
    /// Seconds a step takes for each layer of a dense model.
    pub layer_seconds: f64,
    /// Seconds a step takes for each layer of a mixture of experts.
    pub expert_layer_seconds: f64,
    /// Seconds a step takes for each request in it.
    pub request_seconds: f64,
    /// How much longer a byte of the cache takes to read than a byte of weights.
    pub cache_factor: f64,
    /// How much of the shorter of memory and arithmetic the longer one does not hide.
    pub unhidden_share: f64,
    /// Share of the memory an engine takes for itself.
    pub memory_share: f64,
    /// Bytes of each accelerator that hold neither weights nor cache.
    pub reserved_bytes: f64,
}

impl Constants {
    /// What data sheets and other models assume: 0.8 of the bandwidth, 10 µs a hop, seven kernels of
    /// 3 µs a layer, 3.5 GB beside weights and cache (system tables of `AIConfigurator` 0.12), half of
    /// the arithmetic.
    pub const TEXTBOOK: Self = Self {
        bandwidth_share: 0.8,
        prefill_share: 0.5,
        decode_share: 0.5,
        hop_seconds: 10e-6,
        link_share: 0.7,
        step_seconds: 0.0,
        layer_seconds: 21e-6,
        expert_layer_seconds: 21e-6,
        request_seconds: 0.0,
        cache_factor: 1.0,
        unhidden_share: 0.0,
        memory_share: 0.9,
        reserved_bytes: 3.5e9,
    };

    /// Nine constants an independent implementation of the same formulas was calibrated with, and its
    /// worked values computed. It hides arithmetic behind memory entirely.
    pub const REFERENCE: Self = Self {
        bandwidth_share: 0.696_854_299_917_819,
        prefill_share: 0.588_753_957_623_702,
        decode_share: 0.434_343_463_595_001_3,
        hop_seconds: 1.122_285_680_544_599_3e-5,
        link_share: 0.536_964_458_529_084_7,
        step_seconds: 0.000_220_675_447_846_046_45,
        layer_seconds: 2.179_871_310_909_923e-5,
        expert_layer_seconds: 2.818_279_401_934_632e-5,
        request_seconds: 7.002_228_648_071_987e-6,
        ..Self::TEXTBOOK
    };

    /// Fitted by `cargo run --release --example capacity_validation` to all rows the model covers: 3,400
    /// measurements of 18 models on ten accelerators under vLLM, `SGLang` and TensorRT-LLM, 2024 to 2026.
    /// `docs/capacity.md` shows how well the same fit does on rows it has not seen.
    pub const CALIBRATED: Self = Self {
        bandwidth_share: 0.8,
        prefill_share: 0.597,
        decode_share: 0.568,
        hop_seconds: 4.22e-6,
        link_share: 0.530,
        step_seconds: 1.96e-3,
        layer_seconds: 2.15e-5,
        expert_layer_seconds: 4.16e-5,
        request_seconds: 5.26e-6,
        cache_factor: 0.650,
        unhidden_share: 0.991,
        ..Self::TEXTBOOK
    };
}
