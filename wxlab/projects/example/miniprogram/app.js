App({
  globalData: {
    cart: []
  }
})
