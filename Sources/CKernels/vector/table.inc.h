void MK_NAME(mk_fill_table)(mk_kernels *table) {
    *table = (mk_kernels){
        .isa = MK_ISA,
        .fill = MK_NAME(mk_f32_fill),
        .convolve = MK_NAME(mk_f32_convolve),
        .convolve_weight_gradient = MK_NAME(mk_f32_convolve_weight_gradient),
        .winograd_input = MK_NAME(mk_f32_winograd_input),
        .winograd_output = MK_NAME(mk_f32_winograd_output),
        .winograd_gradient = MK_NAME(mk_f32_winograd_gradient),
        .box_sums = MK_NAME(mk_f32_box_sums),
        .norm_gradient_sums = MK_NAME(mk_f32_norm_gradient_sums),
        .norm_gradient_apply = MK_NAME(mk_f32_norm_gradient_apply),
        .max_pool = MK_NAME(mk_f32_max_pool),
        .max_pool_gradient = MK_NAME(mk_f32_max_pool_gradient),
        .blend = MK_NAME(mk_f32_blend),
        .add = MK_NAME(mk_f32_add),
        .resize = MK_NAME(mk_f32_resize),
        .narrow = MK_NAME(mk_bf16_narrow),
        .add_scaled = MK_NAME(mk_f32_add_scaled),
    };
}
